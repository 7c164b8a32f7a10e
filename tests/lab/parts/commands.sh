# What can be asked for.

lab_up() {
    local install= fresh= nodes= node
    for word in "$@"; do
        case $word in
            --install) install=install ;;
            --fresh) fresh=yes ;;
            -*) fail "no such option: $word" ;;
            *)
                node_known "$word"
                ! is_of_cluster "$word" || fail "$word belongs to the cluster; say: lab kubernetes up $word"
                nodes="$nodes $word"
                ;;
        esac
    done
    nodes=${nodes:-$members w1}
    machine_check "$install"
    mkdir -p "$lab/nodes"
    with_lock "$state/lock" make_shared
    with_lock "$lab/lock" make_nodes "$fresh" $nodes
    for node in $nodes; do node_wait "$node"; done
    for node in $nodes; do ! is_member "$node" || node_wait_etcd "$node"; done
    lab_inventory >/dev/null
}

make_shared() {
    packages_make
    base_make
}

make_nodes() {
    local fresh=$1 node
    shift
    machine_check_overlay
    # Sixteen times systemd watches more files than a machine allows by default; the setting is only ever raised.
    [ "$(cat /proc/sys/fs/inotify/max_user_instances)" -ge 1024 ] || echo 1024 >/proc/sys/fs/inotify/max_user_instances
    keys_make
    mkdir -p "$cgroup"
    network_up
    for node in "$@"; do
        [ -z "$fresh" ] || node_wipe "$node"
        node_make "$node"
    done
    write_known_hosts
    for node in "$@"; do node_start "$node"; done
}

lab_down() {
    with_lock "$lab/lock" take_down
    case ${1:-} in
        --wipe) rm -rf "$lab/nodes" "$lab/kubernetes" ;;
        "") ;;
        *) fail "no such option: $1" ;;
    esac
}

# The cgroup holds every process that the lab ever started, and nothing else.
take_down() {
    local node
    for node in $known_nodes; do ! cgroup_lives "$node" || cable_cut "$node" 2>/dev/null || true; done
    cgroup_end "$cgroup"
    network_down
}

lab_purge() {
    lab_down --wipe
    rm -rf "$lab"
    local other
    for other in "$state"/labs/*/; do [ ! -d "$other" ] || fail "the lab $(basename "$other") still uses the base; purge it too"; done
    rm -rf "$state"/packages-* "$state"/kubernetes-* "$state"/*.lock "$state"/base-* "$state"/debs-* "$state/labs" "$state/lock"
    rmdir "$state" 2>/dev/null || true
}

lab_status() {
    local node
    for node in $known_nodes; do
        [ -d "$(disk_of "$node")" ] || continue
        printf '%-5s %-12s %s\n' "$node" "$(address_of "$node")" "$(node_state "$node")"
    done
}

node_state() { if cgroup_lives "$1"; then echo running; else echo off; fi; }

lab_node() {
    local what=${1:?which command} node=${2:?which node}
    node_known "$node"
    case $what in
        start | kill | wipe | wait) "node_$what" "$node" ;;
        reset) node_kill "$node"; node_start "$node" ;;
        reboot) (node_in "$node" systemctl reboot) ;;
        cut | uncut) "cable_$what" "$node" ;;
        freeze) echo 1 >"$cgroup/$node/cgroup.freeze" ;;
        thaw) echo 0 >"$cgroup/$node/cgroup.freeze" ;;
        wait-etcd) node_wait_etcd "$node" ;;
        status) node_state "$node" ;;
        pid) node_pid "$node" ;;
        logout-kills) node_logout_kills "$node" "${3:?on or off}" ;;
        *) fail "no such command for a node: $what" ;;
    esac
}

write_known_hosts() {
    local node
    for node in $known_nodes; do
        [ ! -e "$lab/ssh/host-$node.pub" ] || echo "$node,$(address_of "$node") $(cut -d' ' -f1,2 "$lab/ssh/host-$node.pub")"
    done >"$known_hosts.new"
    mv "$known_hosts.new" "$known_hosts"
}

lab_inventory() {
    local node workers= etcd= machines cluster=
    {
        echo "apiVersion: inventory/v1"
        echo "defaults: { user: root, identity-file: $ssh_key, known-hosts: ./known_hosts }"
        echo "hosts:"
        for node in $known_nodes; do
            [ -d "$(disk_of "$node")" ] || continue
            echo "  $node: { address: $(address_of "$node") }"
            if is_member "$node"; then
                etcd="$etcd, $node"
            elif is_of_cluster "$node"; then
                [ "$node" = kcp ] || cluster="$cluster, $node"
            else
                workers="$workers, $node"
            fi
        done
        echo "groups:"
        echo "  etcd: [${etcd#, }]"
        echo "  workers: [${workers#, }]"
        machines=$etcd$workers
        echo "  machines: [${machines#, }]"
        [ -z "$cluster" ] || echo "  kubernetes: [${cluster#, }]"
    } >"$lab/inventory.yaml"
    cp "$known_hosts" "$lab/known_hosts"
    echo "$lab"
}

lab_etcdctl() {
    local node
    for node in $members; do
        ! cgroup_lives "$node" || node_in "$node" sh -c '. /etc/etcd/env; exec etcdctl "$@"' - "$@"
    done
    fail "no member runs"
}
