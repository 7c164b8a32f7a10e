# Names and places. Everything a lab owns carries its name, so labs beside each other share nothing but what is only read.

name=${RUNBOOK_LAB_NAME:-main}
suite=${RUNBOOK_LAB_SUITE:-trixie}
net=${RUNBOOK_LAB_NET:-10.77.0}
state=${RUNBOOK_LAB:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/runbook-lab}

case $suite in trixie | bookworm) ;; *) echo "lab: the suite is trixie or bookworm, not $suite" >&2; exit 2 ;; esac
case $name in *[!a-z0-9-]* | "") echo "lab: a name has small letters, digits and dashes, unlike '$name'" >&2; exit 2 ;; esac
if [ "$state" = off ]; then echo "lab: switched off by RUNBOOK_LAB=off" >&2; exit 2; fi

# The namespace holds the bridge: no address, route or rule of the machine itself is ever touched.
namespace=runbook-lab-$name
bridge=lab
gateway=$net.1
packages_port=8080

# The cgroup of version 2, which machines with both versions have in a folder of its own.
cgroups=/sys/fs/cgroup
[ ! -d $cgroups/unified ] || cgroups=$cgroups/unified
cgroup=$cgroups/runbook-lab-$name

members="cp1 cp2 cp3"
cluster_nodes="kcp k1 k2 k3 k4 k5 k6 k7 k8"
known_nodes="$members w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 $cluster_nodes"

# What is slow to make is shared by all labs of this folder and named after the recipe that made it.
recipe_of() { cat "$parts/$1.sh" | sha256sum | cut -c1-12; }
packages=$state/packages-$(recipe_of packages)
base=$state/base-$suite-$(cat "$parts/packages.sh" "$parts/base.sh" | sha256sum | cut -c1-12)
# The workers of the cluster start with the first version and can be upgraded to the second, which the control plane has already, unless told otherwise.
kubernetes_old=1.20.2
kubernetes_new=1.21.14
kubernetes_control=${RUNBOOK_LAB_CONTROL_PLANE:-$kubernetes_new}
kubernetes_versions_real="$kubernetes_old $kubernetes_new"
lab=$state/labs/$name
ssh_key=$lab/ssh/id_ed25519
known_hosts=$lab/ssh/known_hosts

say() { echo "lab: $*" >&2; }
fail() { say "$*"; exit 1; }

# A fixed address for every name, so that a node can join later without the others being told.
address_of() {
    case $1 in
        cp?) echo "$net.$((10 + ${1#cp}))" ;;
        w*) echo "$net.$((20 + ${1#w}))" ;;
        kcp) echo "$net.40" ;;
        k*) echo "$net.$((40 + ${1#k}))" ;;
    esac
}

node_known() {
    case " $known_nodes " in *" $1 "*) ;; *) fail "no node is called $1; there are $known_nodes" ;; esac
}

is_of_cluster() { case " $cluster_nodes " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

is_member() { case " $members " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

# Runs a function while no other lab command works on the same thing.
with_lock() {
    local lock=$1
    shift
    mkdir -p "$(dirname "$lock")"
    (
        flock 9
        "$@" 9>&-
    ) 9>"$lock"
}
