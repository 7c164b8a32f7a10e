# The life of one node.

disk_of() { echo "$lab/nodes/$1"; }

cgroup_lives() { [ -d "$cgroup/$1" ] && grep -q 'populated 1' "$cgroup/$1/cgroup.events"; }

# Ends every process of it at once, those that are frozen too.
cgroup_end() {
    [ -d "$1" ] || return 0
    echo 1 >"$1/cgroup.kill"
    local i
    for ((i = 0; i < 400; i++)); do
        grep -q 'populated 1' "$1/cgroup.events" || break
        sleep 0.025
    done
    find "$1" -depth -type d -exec rmdir {} \; 2>/dev/null || true
    [ ! -d "$1" ] || fail "processes of $1 do not end"
}

# Its own layer over the base: who it is and how it is reached. What it writes later lands there too.
node_make() {
    local node=$1 disk upper address
    disk=$(disk_of "$node")
    [ ! -e "$disk/ready" ] || return 0
    rm -rf "$disk"
    mkdir -p "$disk/upper" "$disk/work" "$disk/root"
    chmod 755 "$disk/upper"
    node_lower "$node" >"$disk/base"
    upper=$disk/upper
    address=$(address_of "$node")
    mkdir -p "$upper/etc/ssh" "$upper/etc/apt/sources.list.d" "$upper/etc/systemd/system/multi-user.target.wants"
    tr -d - </proc/sys/kernel/random/uuid >"$upper/etc/machine-id"
    echo "$node" >"$upper/etc/hostname"
    { echo "127.0.0.1 localhost"; for other in $known_nodes; do echo "$(address_of "$other") $other"; done; } >"$upper/etc/hosts"
    node_sources "$node" "$upper"
    node_host_key "$node" "$upper/etc/ssh"
    node_logins "$upper"
    ! is_member "$node" || member_make "$node" "$address" "$upper"
    ! is_of_cluster "$node" || kubernetes_node_make "$node" "$upper"
    touch "$disk/ready"
}

# The layers it stands on, uppermost first.
node_lower() {
    case $1 in
        kcp) kubernetes_layer_of "$kubernetes_control" | sed 's|$|/upper|' ;;
        k*) kubernetes_layer_of "$kubernetes_old" | sed 's|$|/upper|' ;;
    esac
    echo "$base"
}

node_sources() {
    local from="[signed-by=/etc/apt/keyrings/lab.asc] http://$gateway:$packages_port" minor=v1.30
    ! is_of_cluster "$1" || minor=v${kubernetes_old%.*}
    [ "$1" != kcp ] || minor=v${kubernetes_control%.*}
    echo "deb $from/$minor/deb/ /" >"$2/etc/apt/sources.list.d/kubernetes.list"
    echo "deb $from/os/ /" >"$2/etc/apt/sources.list.d/lab.list"
}

# Kept apart from the disk, so that a node with an empty disk is still known.
node_host_key() {
    local key=$lab/ssh/host-$1
    [ -e "$key" ] || ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$key"
    install -m 600 "$key" "$2/ssh_host_ed25519_key"
    install -m 644 "$key.pub" "$2/ssh_host_ed25519_key.pub"
}

node_logins() {
    local home owner
    for home in root home/ops home/guest; do
        mkdir -p "$1/$home/.ssh"
        chmod 700 "$1/$home" "$1/$home/.ssh"
        install -m 600 "$ssh_key.pub" "$1/$home/.ssh/authorized_keys"
        owner=$(stat -c %u:%g "$base/$home")
        chown -R "$owner" "$1/$home"
    done
}

member_make() {
    local node=$1 address=$2 upper=$3 cluster= other
    certificate "$node" "DNS:$node,DNS:localhost,IP:$address,IP:127.0.0.1"
    mkdir -p "$upper/etc/etcd/pki" "$upper/etc/default"
    cp "$lab/pki/ca.crt" "$lab/pki/client.crt" "$lab/pki/client.key" "$upper/etc/etcd/pki/"
    cp "$lab/pki/$node.crt" "$upper/etc/etcd/pki/server.crt"
    cp "$lab/pki/$node.key" "$upper/etc/etcd/pki/server.key"
    chmod 644 "$upper"/etc/etcd/pki/*
    for other in $members; do cluster=$cluster,$other=https://$(address_of "$other"):2380; done
    cat >"$upper/etc/default/etcd" <<END
ETCD_NAME=$node
ETCD_DATA_DIR=/var/lib/etcd/default
ETCD_LISTEN_PEER_URLS=https://$address:2380
ETCD_INITIAL_ADVERTISE_PEER_URLS=https://$address:2380
ETCD_LISTEN_CLIENT_URLS=https://127.0.0.1:2379,https://$address:2379
ETCD_ADVERTISE_CLIENT_URLS=https://$address:2379
ETCD_INITIAL_CLUSTER=${cluster#,}
ETCD_INITIAL_CLUSTER_STATE=new
ETCD_INITIAL_CLUSTER_TOKEN=lab
ETCD_CLIENT_CERT_AUTH=true
ETCD_TRUSTED_CA_FILE=/etc/etcd/pki/ca.crt
ETCD_CERT_FILE=/etc/etcd/pki/server.crt
ETCD_KEY_FILE=/etc/etcd/pki/server.key
ETCD_PEER_CLIENT_CERT_AUTH=true
ETCD_PEER_TRUSTED_CA_FILE=/etc/etcd/pki/ca.crt
ETCD_PEER_CERT_FILE=/etc/etcd/pki/server.crt
ETCD_PEER_KEY_FILE=/etc/etcd/pki/server.key
END
    cat >"$upper/etc/etcd/env" <<'END'
export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=https://127.0.0.1:2379
export ETCDCTL_CACERT=/etc/etcd/pki/ca.crt ETCDCTL_CERT=/etc/etcd/pki/client.crt ETCDCTL_KEY=/etc/etcd/pki/client.key
END
    ln -s /usr/lib/systemd/system/etcd.service "$upper/etc/systemd/system/multi-user.target.wants/etcd.service"
}

node_start() {
    local node=$1 process i
    ! cgroup_lives "$node" || return 0
    [ -e "$(disk_of "$node")/ready" ] || fail "$node has no disk yet; say: lab up $node"
    cgroup_end "$cgroup/$node"
    mkdir -p "$cgroup/$node"
    setsid unshare --net --mount --propagation private \
        "$parts/boot" "$node" "$(address_of "$node")" "$gateway" "$cgroup/$node" "$(disk_of "$node")" >>"$(disk_of "$node")/console.log" 2>&1 </dev/null &
    process=$!
    for ((i = 0; i < 400; i++)); do
        [ "$(readlink "/proc/$process/ns/net")" = "$(readlink /proc/self/ns/net)" ] || break
        sleep 0.01
    done
    cable_plug "$node" "$process"
}

# The cable goes first, so that no farewell leaves: from outside that is what a power loss looks like.
node_kill() {
    cable_cut "$1" 2>/dev/null || true
    cgroup_end "$cgroup/$1"
    cable_gone "$1"
}

node_wipe() {
    node_kill "$1"
    rm -rf "$(disk_of "$1")"
    node_make "$1"
}

node_ssh() {
    local node=$1
    shift
    ip netns exec "$namespace" ssh -F none -i "$ssh_key" -o UserKnownHostsFile="$known_hosts" -o StrictHostKeyChecking=yes -o ConnectTimeout=3 -o BatchMode=yes \
        -o ServerAliveInterval=2 -o ServerAliveCountMax=2 -o LogLevel=ERROR "root@$(address_of "$node")" "$@"
}

# The node's first process is the one that is number 1 in a namespace of its own.
node_pid() {
    local process
    for process in $(cat "$cgroup/$1"/cgroup.procs $(find "$cgroup/$1" -mindepth 2 -name cgroup.procs) 2>/dev/null); do
        if grep -qs $'^NSpid:\t[0-9]*\t1$' "/proc/$process/status"; then echo "$process"; return 0; fi
    done
    fail "$1 does not run"
}

# A node that shuts down stops all its processes for a moment. nsenter would see that of its child, stop itself as well and never go on, and the node
# would wait for it: so nsenter leaves the fork to a shell, which does not care.
node_in() {
    local node=$1
    shift
    exec nsenter --target "$(node_pid "$node")" --mount --uts --ipc --net --pid --cgroup --root --no-fork \
        env -i --chdir=/ PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 sh -c '"$@"; exit $?' in "$@"
}

# Waits until a command succeeds; says how long it took.
await() { # what, seconds, command
    local what=$1 limit=$2 begin=${EPOCHREALTIME/./}
    shift 2
    until "$@" </dev/null >/dev/null 2>&1; do
        [ $((${EPOCHREALTIME/./} - begin)) -lt $((limit * 1000000)) ] || fail "$what did not come within $limit s"
        sleep 0.05
    done
    say "$what after $(((${EPOCHREALTIME/./} - begin) / 1000)) ms"
}

node_wait() { await "ssh of $1" 60 node_ssh "$1" true; }

node_wait_etcd() { await "etcd of $1" 60 node_ssh "$1" '. /etc/etcd/env; etcdctl endpoint health'; }

node_logout_kills() {
    case $2 in
        # Root is excluded by default.
        on) printf '[Login]\nKillUserProcesses=yes\nKillExcludeUsers=\n' ;;
        off) printf '[Login]\nKillUserProcesses=no\n' ;;
        *) fail "on or off, not $2" ;;
    esac | (node_in "$1" sh -c 'mkdir -p /etc/systemd/logind.conf.d; cat >/etc/systemd/logind.conf.d/lab.conf; systemctl restart systemd-logind')
}
