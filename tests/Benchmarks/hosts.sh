#!/usr/bin/env bash
# Measures runs over hosts against Debian's ansible-core, all in one run over the lab's nodes, and prints a table in Markdown.
#
#   sudo tests/Benchmarks/hosts.sh           everything; a few minutes, most of them Ansible's
#   sudo tests/Benchmarks/hosts.sh --quick   fewer rounds and commands
#
# Needs root for the lab (tests/lab), ansible-playbook (package ansible-core), and the .NET SDK with what Native AOT needs. These spare the building:
#   RUNBOOK_BIN  the native `runbook`
#   BENCH_DIR    where to work; must lie on a real disk (default: a new folder in /var/tmp, removed at the end)
#   BENCH_ONLY   some of: chain fan memory
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
lab=$repo/tests/lab/lab
export RUNBOOK_LAB_NAME=${RUNBOOK_LAB_NAME:-bench}
commands=200 rounds=3 nodes=16 lanes=1000
[[ ${1:-} == --quick ]] && commands=50 rounds=1
only=" ${BENCH_ONLY:-chain fan memory} "

work=${BENCH_DIR:-}
if [[ -n $work ]]; then mkdir -p "$work"; else work=$(mktemp -d /var/tmp/runbook-bench.XXXXXX); fi
finish() {
  "$lab" down
  [[ -n ${BENCH_DIR:-} ]] || rm -rf "$work"
}
trap finish EXIT

say() { echo "$*" >&2; }
wanted() { [[ $only == *" $1 "* ]]; }
wanted chain && { command -v ansible-playbook >/dev/null || { say "ansible-playbook is missing: apt-get install ansible-core"; exit 1; }; }

if [[ -z ${RUNBOOK_BIN:-} ]]; then
  say "publishing the native runbook …"
  dotnet publish "$repo/engine/RunbookEngine.Cli" -c Release -o "$work/native" >"$work/publish.log" 2>&1 || { tail -20 "$work/publish.log" >&2; exit 1; }
  RUNBOOK_BIN=$work/native/runbook
fi

# --- what both are given ----------------------------------------------------------------------------------------------------------------------------

# shellcheck disable=SC2046 # words
"$lab" up $(printf 'w%d ' $(seq "$nodes"))
place=$("$lab" inventory)

# The same commands on one host, one after the other.
chain_runbook() {
  printf 'apiVersion: runbook/v1\nname: chain\nsteps:\n'
  for ((i = 1; i <= commands; i++)); do printf -- '  - id: s%d\n    on: w1\n    shell: "true"\n' "$i"; done
}
chain_playbook() {
  printf -- '- hosts: w1\n  gather_facts: false\n  tasks:\n'
  for ((i = 1; i <= commands; i++)); do printf -- '    - raw: "true"\n'; done
}

# Twenty commands of 0.2 s on each of the hosts named.
fan_runbook() {
  printf 'apiVersion: runbook/v1\nname: fan\ntargets:\n  those: { hosts: [%s] }\nsteps:\n  - id: all\n    for-each: those\n    batches: all\n    steps:\n' "$1"
  for ((i = 1; i <= 20; i++)); do printf -- '      - id: s%d\n        shell: sleep 0.2\n' "$i"; done
}
every_node=$(printf ', w%d' $(seq "$nodes"))
chain_runbook >"$work/chain.yaml"
chain_playbook >"$work/chain.playbook"
fan_runbook w1 >"$work/fan-1.yaml"
fan_runbook "${every_node#, }" >"$work/fan-all.yaml"

# Ansible at its fastest: connections shared and kept, no temporary files, nothing asked of the host first.
cat >"$work/ansible.cfg" <<END
[defaults]
inventory = $work/ansible.ini
forks = $nodes
gathering = explicit
[ssh_connection]
pipelining = True
ssh_args = -F none -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=$place/known_hosts -o IdentityFile=$place/ssh/id_ed25519
control_path_dir = $work/cp
END
for ((i = 1; i <= nodes; i++)); do echo "w$i ansible_host=${RUNBOOK_LAB_NET:-10.77.0}.$((20 + i)) ansible_user=root"; done >"$work/ansible.ini"

# --- measuring --------------------------------------------------------------------------------------------------------------------------------------

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.2f s", ms / 1000 }'; }
verdict() { awk -v a="$1" -v b="$2" 'BEGIN { print (a <= b) ? "yes" : "**no**" }'; }
rows=()
row() { rows+=("| $1 | $2 | $3 | $4 | $5 |"); say "$1: $2 (against $3)"; }

# Prints milliseconds; whatever fails ends the comparison, since its time would say nothing.
timed() {
  local begin=${EPOCHREALTIME/./}
  "$@" >"$work/log" 2>&1 || { say "failed: $*"; tail -5 "$work/log" >&2; exit 1; }
  echo $(((${EPOCHREALTIME/./} - begin) / 1000))
}
ours() { timed "$lab" exec "$RUNBOOK_BIN" run "$work/$1.yaml" --yes --inventory "$place/inventory.yaml" --store "$work/store.$1.$2/runs.db"; }
ansible() { ANSIBLE_CONFIG=$work/ansible.cfg timed "$lab" exec ansible-playbook "$work/chain.playbook"; }
# The cheapest thing that could be done: the same commands by hand on one kept connection, neither detached nor written down.
by_hand() {
  "$lab" exec bash -c 'o="-F none -i $1/ssh/id_ed25519 -o UserKnownHostsFile=$1/known_hosts -o ControlMaster=auto -o ControlPath=$2/hand -o ControlPersist=5s"
    for ((i = 0; i < $3; i++)); do ssh $o root@$4 true || exit 1; done' - "$place" "$work" "$commands" "${RUNBOOK_LAB_NET:-10.77.0}.21"
}

if wanted chain; then
  for ((r = 1; r <= rounds; r++)); do
    ours chain "$r" >>"$work/chain.ours"
    ansible >>"$work/chain.ansible"
    timed by_hand >>"$work/chain.hand"
  done
  a=$(median <"$work/chain.ours") b=$(median <"$work/chain.ansible") c=$(median <"$work/chain.hand")
  row "$commands commands on one host, median of $rounds" "$(seconds "$a")" "ansible-core $(seconds "$b")" "$(ratio "$a" "$b")" "≤ 0.25 (aim 0.10): $(verdict "$(ratio "$a" "$b")" 0.25)"
  row "the same against \`ssh\` on one kept connection, neither detached nor durable" "$(seconds "$a")" "ssh $(seconds "$c")" "$(ratio "$a" "$c")" "told only"
fi

if wanted fan; then
  for ((r = 1; r <= rounds; r++)); do
    ours fan-1 "$r" >>"$work/fan.one"
    ours fan-all "$r" >>"$work/fan.all"
  done
  a=$(median <"$work/fan.all") b=$(median <"$work/fan.one")
  row "$nodes hosts × 20 commands of 0.2 s, \`batches: all\`" "$(seconds "$a")" "one host's 20: $(seconds "$b")" "$(ratio "$a" "$b")" "≤ 2.00: $(verdict "$(ratio "$a" "$b")" 2)"
fi

if wanted memory; then
  dotnet build "$repo/tests/Benchmarks/lanes.cs" -c Release -v q >"$work/lanes.log" 2>&1 || { tail -20 "$work/lanes.log" >&2; exit 1; }
  read -r kib ms < <(dotnet run --no-build -c Release "$repo/tests/Benchmarks/lanes.cs" -- "$lanes" "$work/lanes")
  row "$lanes lanes over a transport that stands in, peak memory" "$((kib / 1024)) MiB in $(seconds "$ms")" "300 MB" "$(ratio "$kib" 292968)" "< 300 MB: $(verdict "$kib" 292968)"
fi

cat <<END

Measured $(date -u +%F) on $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1 || true), load $(cut -d' ' -f1 /proc/loadavg)$(ansible-playbook --version 2>/dev/null | sed -n '1s/^/, /p').

| what | runbook | against | ratio | wanted |
| --- | ---: | ---: | ---: | --- |
$(printf '%s\n' "${rows[@]}")
END
