#!/usr/bin/env bash
# Measures the native engine against Dagu and against the floor, all in one run, and prints a table in Markdown.
#
#   tests/Benchmarks/compare.sh           everything; some minutes, most of them Dagu's
#   tests/Benchmarks/compare.sh --quick   fewer rounds
#
# Needs bash 5, the .NET SDK with what Native AOT needs (clang or gcc, zlib), and npm. These spare the building and fetching:
#   RUNBOOK_BIN  the native `runbook`        DAGU_BIN  a `dagu` 1.30.2
#   BENCH_DIR    where to work; must lie on a real disk, since flushes on a tmpfs cost nothing (default: a new folder in /var/tmp, removed at the end)
#   BENCH_ONLY   some of: cold chain scale resume memory
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cold_rounds=31 chain_rounds=3 dagu_rounds=1
[[ ${1:-} == --quick ]] && cold_rounds=11 chain_rounds=1
only=" ${BENCH_ONLY:-cold chain scale resume memory} "
if [[ -n ${BENCH_DIR:-} ]]; then
  work=$BENCH_DIR
  mkdir -p "$work"
  trap 'rm -rf "$work"/store.$$.*' EXIT
else
  work=$(mktemp -d /var/tmp/runbook-bench.XXXXXX)
  trap 'rm -rf "$work"' EXIT
fi

say() { echo "$*" >&2; }
wanted() { [[ $only == *" $1 "* ]]; }

# --- what is measured -------------------------------------------------------------------------------------------------------------------------------

if [[ -z ${RUNBOOK_BIN:-} ]]; then
  say "publishing the native runbook …"
  dotnet publish "$repo/engine/RunbookEngine.Cli" -c Release -o "$work/native" >"$work/publish.log" 2>&1 || { tail -20 "$work/publish.log" >&2; exit 1; }
  RUNBOOK_BIN=$work/native/runbook
fi
if [[ ! -x $work/tools/bench ]]; then
  say "publishing the stopwatch …"
  dotnet publish "$repo/tests/Benchmarks/bench.cs" -o "$work/tools" >"$work/tools.log" 2>&1 || { tail -20 "$work/tools.log" >&2; exit 1; }
fi
if [[ -z ${DAGU_BIN:-} ]]; then
  DAGU_BIN=$work/dagu/node_modules/@dagu-org/dagu-linux-x64/bin/dagu
  [[ -x $DAGU_BIN ]] || { say "fetching dagu …"; npm install --silent --no-fund --no-audit --prefix "$work/dagu" @dagu-org/dagu-linux-x64@1.30.2 >&2; }
fi
bench=$work/tools/bench

# --- runbooks ---------------------------------------------------------------------------------------------------------------------------------------

# ours NAME STEPS [KEY]: a chain of `true`; with a KEY such as `needs: []` in every step, something else.
ours() {
  {
    printf 'apiVersion: runbook/v1\nname: %s\nsteps:\n' "$1"
    for ((i = 1; i <= $2; i++)); do printf -- '  - id: s%d\n%s    shell: "true"\n' "$i" "${3:+    $3$'\n'}"; done
  } >"$work/$1.yaml"
}

daguish() {
  {
    printf 'type: chain\nsteps:\n'
    for ((i = 1; i <= $2; i++)); do printf -- '  - name: s%d\n    command: "true"\n' "$i"; done
  } >"$work/$1.yaml"
}

# A chain of 10,000 whose engine dies in step 9,990; the next step says when it was reached.
long_chain() {
  {
    printf 'apiVersion: runbook/v1\nname: long\nsteps:\n'
    for ((i = 1; i < 9990; i++)); do printf -- '  - id: s%d\n    shell: "true"\n' "$i"; done
    printf -- '  - id: near\n    shell: |\n      touch near\n      while ! test -f go; do sleep 0.02; done\n'
    printf -- '  - id: reached\n    shell: date +%%s%%N > reached\n'
    for ((i = 1; i < 9; i++)); do printf -- '  - id: t%d\n    shell: "true"\n' "$i"; done
  } >"$work/long.yaml"
}

# --- measuring --------------------------------------------------------------------------------------------------------------------------------------

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.2f s", ms / 1000 }'; }
verdict() { awk -v a="$1" -v b="$2" 'BEGIN { print (a <= b) ? "yes" : "**no**" }'; }
rows=()
row() { rows+=("| $1 | $2 | $3 | $4 | $5 |"); say "$1: $2 (against $3)"; }

# timed LOG COMMAND…: sets ms and kib; whatever fails ends the whole comparison, since its time would say nothing.
timed() {
  local status
  read -r ms kib status < <("$bench" run "$@")
  [[ $status == 0 ]] || { say "failed with $status: ${*:2}"; tail -5 "$1" >&2; exit 1; }
}
# Always a new folder, and nothing is removed before the end: ext4 is slow to create files where others were removed in the last seconds.
stores=0
new_store() { store=$work/store.$$.$((++stores)); mkdir -p "$store"; }
run_ours() { timed "$work/ours.log" "$RUNBOOK_BIN" run "$work/$1.yaml" --yes --store "$store/runs.db"; }
run_dagu() { DAGU_HOME=$work/dagu-home HOME=$work/dagu-home timed "$work/dagu.log" "$DAGU_BIN" start --quiet "$work/$1.yaml"; }
run_floor() { "$bench" floor "$1" "$work/floor.dat"; }

mkdir -p "$work/dagu-home"
ours one 1; ours chain 1000; ours chain10k 10000; ours wide 10000 'needs: []'; long_chain
daguish dagu-one 1; daguish dagu-chain 1000

if wanted cold; then
  new_store; run_ours one; run_dagu dagu-one
  : >"$work/cold.ours"; : >"$work/cold.dagu"
  for ((r = 0; r < cold_rounds; r++)); do
    run_ours one; echo "$ms" >>"$work/cold.ours"
    run_dagu dagu-one; echo "$ms" >>"$work/cold.dagu"
  done
  a=$(median <"$work/cold.ours") b=$(median <"$work/cold.dagu")
  row "cold start, one step, median of $cold_rounds" "$a ms" "Dagu $b ms" "$(ratio "$a" "$b")" "≤ 1.00 (aim 0.70): $(verdict "$a" "$b")"
fi

chain_ms=
if wanted chain || wanted scale; then
  : >"$work/chain.ours"; : >"$work/chain.floor"; : >"$work/chain.dagu"
  for ((r = 0; r < chain_rounds; r++)); do
    new_store; run_ours chain; echo "$ms" >>"$work/chain.ours"
    run_floor 1000 >>"$work/chain.floor"
    if wanted chain && ((r < dagu_rounds)); then run_dagu dagu-chain; echo "$ms" >>"$work/chain.dagu"; fi
  done
  chain_ms=$(median <"$work/chain.ours") floor_ms=$(median <"$work/chain.floor")
fi
if wanted chain; then
  b=$(median <"$work/chain.dagu")
  row "1,000-step chain of \`true\`" "$(seconds "$chain_ms")" "Dagu $(seconds "$b")" "$(ratio "$chain_ms" "$b")" "≤ 0.10: $(verdict "$(ratio "$chain_ms" "$b")" 0.1)"
  row "the same against a bare loop (spawn, wait, append, flush)" "$(seconds "$chain_ms")" "floor $(seconds "$floor_ms")" "$(ratio "$chain_ms" "$floor_ms")" "told only"
fi

if wanted scale; then
  new_store; run_ours chain10k; a=$(ratio "$ms" 10000) b=$(ratio "$chain_ms" 1000)
  row "a step of a 10,000-step chain" "$a ms" "of 1,000: $b ms" "$(ratio "$a" "$b")" "≤ 1.20: $(verdict "$(ratio "$a" "$b")" 1.2)"
fi

if wanted resume; then
  new_store; rm -f "$work"/{near,go,reached}
  "$RUNBOOK_BIN" run "$work/long.yaml" --yes --store "$store/runs.db" >"$work/ours.log" 2>&1 &
  engine=$!
  until [[ -f $work/near ]]; do
    kill -0 "$engine" || { say "the long run ended early"; tail -5 "$work/ours.log" >&2; exit 1; }
    sleep 0.02
  done
  kill -9 "$engine"; wait "$engine" || true
  touch "$work/go"; sleep 0.3
  began=$(date +%s%N)
  timed "$work/ours.log" "$RUNBOOK_BIN" resume --store "$store/runs.db"
  a=$((($(<"$work/reached") - began) / 1000000))
  row "\`resume\` of a killed 10,000-step run, to its next step" "$a ms" "1,000 ms" "$(ratio "$a" 1000)" "< 1 s: $(verdict "$a" 999)"
fi

if wanted memory; then
  new_store; run_ours wide; a=$(awk -v k="$kib" 'BEGIN { printf "%.0f", k / 1024 }')
  row "10,000 independent steps, peak memory" "$a MiB in $(seconds "$ms")" "200 MB" "$(ratio "$kib" 195312)" "< 200 MB: $(verdict "$kib" 195312)"
fi

cat <<END

Measured $(date -u +%F) on $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 || true), $(stat -f -c %T "$work") file system, load $(cut -d' ' -f1 /proc/loadavg).

| what | runbook | against | ratio | wanted |
| --- | ---: | ---: | ---: | --- |
$(printf '%s\n' "${rows[@]}")
END
