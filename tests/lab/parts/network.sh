# A bridge inside a namespace of its own, and the packages served on it.

network_up() {
    ip netns list | grep -qw -- "$namespace" || ip netns add "$namespace"
    ip -n "$namespace" link set lo up
    if ! ip -n "$namespace" link show "$bridge" >/dev/null 2>&1; then
        # forward_delay 0: a port forwards as soon as its cable is in.
        ip -n "$namespace" link add "$bridge" type bridge forward_delay 0
        ip -n "$namespace" addr add "$gateway/24" dev "$bridge"
        ip -n "$namespace" link set "$bridge" up
    fi
    packages_link
    ! cgroup_lives packages || return 0
    setsid bash -c 'echo $$ >"$1/cgroup.procs"; exec ip netns exec "$2" python3 -m http.server --bind "$3" --directory "$4" "$5"' - \
        "$cgroup/packages" "$namespace" "$gateway" "$lab/packages" "$packages_port" </dev/null >"$lab/packages.log" 2>&1 &
}

# One folder of links to all that is served.
packages_link() {
    mkdir -p "$cgroup/packages" "$lab/packages"
    local folder
    for folder in "$packages"/repository/* "$kubernetes_repository"/v*; do [ ! -e "$folder" ] || ln -sfn "$folder" "$lab/packages/"; done
}

network_down() { ip netns del "$namespace" 2>/dev/null || true; }

# The names are the nodes' own: the other end of the cable lies in the namespace too.
cable_plug() { # node, process in whose network the other end goes
    ip -n "$namespace" link del "cable-$1" 2>/dev/null || true
    ip -n "$namespace" link add "cable-$1" type veth peer name eth0 address "$(printf '02:00:00:00:00:%02x' "$(address_of "$1" | cut -d. -f4)")" netns "$2"
    ip -n "$namespace" link set "cable-$1" master "$bridge" up
}

cable_cut() { ip -n "$namespace" link set "cable-$1" down; }

cable_uncut() { ip -n "$namespace" link set "cable-$1" up; }

cable_gone() { ip -n "$namespace" link del "cable-$1" 2>/dev/null || true; }
