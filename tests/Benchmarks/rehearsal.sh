#!/usr/bin/env bash
# Measures rehearsals with the native engine: a rolling upgrade of 1,000 workers, many cheap steps, and a swarm on one core and on all. Prints a table in Markdown.
#
#   tests/Benchmarks/rehearsal.sh
#
# Needs the .NET SDK with what Native AOT needs, and no root. These spare the building:
#   RUNBOOK_BIN  the native `runbook`
#   BENCH_DIR    where to work (default: a new folder in /var/tmp, removed at the end)
#   BENCH_WORKERS, BENCH_STEPS, BENCH_SEEDS, BENCH_ROUNDS   other numbers
set -euo pipefail
export LC_ALL=C

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
workers=${BENCH_WORKERS:-1000} steps=${BENCH_STEPS:-15000} seeds=${BENCH_SEEDS:-100} rounds=${BENCH_ROUNDS:-3}

work=${BENCH_DIR:-}
if [[ -n $work ]]; then mkdir -p "$work"; else work=$(mktemp -d /var/tmp/runbook-bench.XXXXXX); fi
finish() { [[ -n ${BENCH_DIR:-} ]] || rm -rf "$work"; }
trap finish EXIT

say() { echo "$*" >&2; }
publish() { dotnet publish "$@" >"$work/publish.log" 2>&1 || { tail -20 "$work/publish.log" >&2; exit 1; }; }
if [[ -z ${RUNBOOK_BIN:-} ]]; then
  say "publishing the native runbook …"
  publish "$repo/engine/RunbookEngine.Cli" -c Release -o "$work/native"
  RUNBOOK_BIN=$work/native/runbook
fi
[[ -x $work/tools/bench ]] || publish "$repo/tests/Benchmarks/bench.cs" -o "$work/tools"

# --- what is rehearsed ------------------------------------------------------------------------------------------------------------------------------

upgrade=("$repo/runbooks/worker-rolling-upgrade.yaml" --input version=1.36.4)

# A step is one as people count them: an attempt in the journal, with its start and its end. These do nothing, so that what a step costs by itself shows.
{
  printf 'apiVersion: runbook/v1\nname: cheap\nsteps:\n'
  for ((i = 1; i <= steps; i++)); do printf -- '  - { id: s%d, shell: "true", rehearse: { exit: 0 } }\n' "$i"; done
} >"$work/cheap.yaml"
{
  printf 'apiVersion: runbook/v1\nname: none\nsteps:\n  - { id: one, shell: "true", rehearse: { exit: 0 } }\n'
} >"$work/none.yaml"

# --- what is measured -------------------------------------------------------------------------------------------------------------------------------

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
calc() { awk "BEGIN { printf \"$1\", $2 }"; }
# measure COMMAND…: the median wall and processor milliseconds and the highest peak in KiB, in `ms`, `cpu` and `kib`; whatever fails ends the comparison, since its time would say nothing.
measure() {
  local one peak status
  kib=0
  : >"$work/walls" >"$work/cpus"
  for ((r = 1; r <= rounds; r++)); do
    TIMEFORMAT='%U %S'
    { time "$work/tools/bench" run "$work/log" "$RUNBOOK_BIN" "$@" >"$work/one"; } 2>"$work/cpu"
    read -r one peak status <"$work/one"
    [[ $status == 0 ]] || { say "failed with $status: $*"; tail -5 "$work/log" >&2; exit 1; }
    echo "$one" >>"$work/walls"
    awk '{ print ($1 + $2) * 1000 }' "$work/cpu" >>"$work/cpus"
    ((kib >= peak)) || kib=$peak
  done
  ms=$(median <"$work/walls") cpu=$(median <"$work/cpus")
}
rows=()
# row NAME WANTED VERDICT: what was measured last, as a row; the verdict is a condition of awk.
row() {
  local verdict=""
  [[ -z ${3:-} ]] || verdict=": $(calc '%s' "($3) ? \"yes\" : \"**no**\"")"
  rows+=("| $1 | $(calc '%.2f s' "$ms / 1000") | $(calc '%.2f s' "$cpu / 1000") | $(calc '%d MB' "$kib * 1024 / 1000000") | $2$verdict |")
  say "${rows[-1]}"
}

measure rehearse "${upgrade[@]}" --world "3+$workers@1.36.4/1.35.6"
row "rolling upgrade of $workers workers" "< 10 s, < 500 MB" "$ms < 10000 && $kib * 1024 < 500000000"
at=$("$RUNBOOK_BIN" rehearse "${upgrade[@]}" --world "3+$workers@1.36.4/1.35.6" --output json | awk -F: '/"attempts":/ { sum += $2 } END { print sum }')
say "  $at attempts of steps, $(calc '%.0f' "$at * 1000 / $ms") a second"

measure rehearse "${upgrade[@]}" --world "3+$((workers / 10))@1.36.4/1.35.6"
row "rolling upgrade of $((workers / 10)) workers" ""

measure rehearse "$work/none.yaml" --world 1+3
empty=$ms
row "one step" ""
measure rehearse "$work/cheap.yaml" --world 1+3
whole=$ms all=$(calc '%.0f' "($steps - 1) * 1000 / ($ms - $empty)")
row "a file of $steps steps that do nothing, read, planned and rehearsed, $all a second" ""
measure plan "$work/cheap.yaml"
rate=$(calc '%.0f' "$steps * 1000 / ($whole - $ms)")
row "the same file, read and planned alone; the rest is $rate steps a second" "20,000 a second" "$rate >= 20000"

wanted=$rounds rounds=1
measure rehearse "${upgrade[@]}" --world 1+3@1.36.4/1.35.6 --swarm "$seeds" --parallel 1
alone=$ms
row "swarm of $seeds seeds over 3 workers, one at a time, $(calc '%.1f' "$seeds * 1000 / $ms") a second" ""
measure rehearse "${upgrade[@]}" --world 1+3@1.36.4/1.35.6 --swarm "$seeds"
row "the same on $(nproc) cores, $(calc '%.1f' "$seeds * 1000 / $ms") a second, $(calc '%.2f' "$alone / $ms") times as fast" ""

cat <<END2

Measured $(date -u +%F) on $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 || true), load $(cut -d' ' -f1 /proc/loadavg); median of $wanted (swarms: once), highest peak.

| what | time | of processors | peak memory | wanted |
| --- | ---: | ---: | ---: | --- |
$(printf '%s\n' "${rows[@]}")
END2
