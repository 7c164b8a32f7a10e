#!/usr/bin/env bash
# Measures looks at a large cluster: an API server of the lab with 1,000 nodes and 10,000 pods, and the native engine over it. Prints a table in Markdown.
#
#   sudo tests/Benchmarks/cluster.sh
#
# Needs root for the lab (tests/lab) and the .NET SDK with what Native AOT needs. These spare the building:
#   RUNBOOK_BIN  the native `runbook`
#   BENCH_DIR    where to work (default: a new folder in /var/tmp, removed at the end)
#   BENCH_NODES, BENCH_PODS   other numbers        BENCH_KEEP   anything: the cluster stays
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lab=$repo/tests/lab/lab
export RUNBOOK_LAB_NAME=${RUNBOOK_LAB_NAME:-bench}
nodes=${BENCH_NODES:-1000} pods=${BENCH_PODS:-10000} rounds=3 tries=0

work=${BENCH_DIR:-}
if [[ -n $work ]]; then mkdir -p "$work"; else work=$(mktemp -d /var/tmp/runbook-bench.XXXXXX); fi
finish() {
  [[ -n ${BENCH_KEEP:-} ]] || "$lab" kubernetes down
  [[ -n ${BENCH_DIR:-} ]] || rm -rf "$work"
}
trap finish EXIT

say() { echo "$*" >&2; }
publish() { dotnet publish "$@" >"$work/publish.log" 2>&1 || { tail -20 "$work/publish.log" >&2; exit 1; }; }
if [[ -z ${RUNBOOK_BIN:-} ]]; then
  say "publishing the native runbook …"
  publish "$repo/engine/RunbookEngine.Cli" -c Release -o "$work/native"
  RUNBOOK_BIN=$work/native/runbook
fi
[[ -x $work/tools/bench ]] || publish "$repo/tests/Benchmarks/bench.cs" -o "$work/tools"
[[ -x $work/fill/cluster ]] || publish "$repo/tests/Benchmarks/cluster.cs" -o "$work/fill"

# --- the cluster ------------------------------------------------------------------------------------------------------------------------------------

kubeconfig=$("$lab" kubernetes up k1 | tail -1)
# Pods need the account that the controllers make, and a part of the control plane that never was ready would count as ill for ever.
"$lab" kubernetes kubectl -n kube-system wait --for=condition=Ready pod/kube-controller-manager-kcp --timeout=2m >/dev/null
until "$lab" kubernetes kubectl get serviceaccount default >/dev/null 2>&1; do ((tries++ < 300)) || { say "the account of pods does not come"; exit 1; }; sleep 0.2; done
# Nodes without kubelets would soon count as lost, and their pods would be taken away.
"$lab" in kcp systemctl stop static-pod-kube-controller-manager
say "filling the API server with $nodes nodes and $pods pods …"
filled=$("$lab" exec "$work/fill/cluster" "$kubeconfig" "$nodes" "$pods")
say "filled in $filled ms"

# --- what is measured -------------------------------------------------------------------------------------------------------------------------------

cat >"$work/healthy.yaml" <<'END'
apiVersion: runbook/v1
name: healthy
steps:
  - cluster: { healthy: , skip: [control-plane] }
END
cat >"$work/can-drain.yaml" <<'END'
apiVersion: runbook/v1
name: can-drain
steps:
  - cluster: { can drain: , selector: pool=bench, at-once: 10, ignore-daemonsets: true, delete-emptydir-data: true }
END
cat >"$work/planning.yaml" <<'END'
apiVersion: runbook/v1
name: planning
targets: { workers: { nodes: pool=bench } }
steps:
  - id: maintain
    for-each: workers
    as: node
    batches: [1, 10%]
    steps:
      - kubectl: { cordon: "{{ node.name }}" }
      - kubectl: { drain: "{{ node.name }}", ignore-daemonsets: true }
      - kubectl: { uncordon: "{{ node.name }}" }
END

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
verdict() { awk -v ms="$1" -v kib="$2" 'BEGIN { print (ms < 5000 && kib < 300 * 1000000 / 1024) ? "yes" : "**no**" }'; }
rows=()
# measure NAME COMMAND…: the median time and the highest peak; whatever fails ends the comparison, since its time would say nothing.
measure() {
  local name=$1 ms kib status peak=0
  shift
  : >"$work/times"
  for ((r = 1; r <= rounds; r++)); do
    read -r ms kib status < <("$lab" exec "$work/tools/bench" run "$work/log" "$RUNBOOK_BIN" "$@" --kubeconfig "$kubeconfig" --store "$work/store.$$.$RANDOM/runs.db")
    [[ $status == 0 ]] || { say "failed with $status: $*"; tail -5 "$work/log" >&2; exit 1; }
    echo "$ms" >>"$work/times"
    ((kib <= peak)) || peak=$kib
  done
  ms=$(median <"$work/times")
  rows+=("| $name | $(awk -v ms="$ms" 'BEGIN { printf "%.2f s", ms / 1000 }') | $((peak * 1024 / 1000000)) MB | < 5 s, < 300 MB: $(verdict "$ms" "$peak") |")
  say "${rows[-1]}"
}
measure "\`cluster: { healthy: }\`, the whole run" run "$work/healthy.yaml" --yes
measure "\`cluster: { can drain: }\` of all $nodes nodes, the whole run" run "$work/can-drain.yaml" --yes
measure "\`runbook plan\` of a drain of all $nodes nodes" plan "$work/planning.yaml"

cat <<END

Measured $(date -u +%F) on $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 || true), which the API server and etcd share, load $(cut -d' ' -f1 /proc/loadavg); $nodes nodes, $pods pods; median of $rounds, highest peak.

| what | time | peak memory | wanted |
| --- | ---: | ---: | --- |
$(printf '%s\n' "${rows[@]}")
END
