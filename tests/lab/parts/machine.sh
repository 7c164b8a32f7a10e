# What the machine must have.

# Program and the Debian package that brings it.
needed_programs="debootstrap:debootstrap systemd-nspawn:systemd-container ssh:openssh-client ssh-keygen:openssh-client ip:iproute2 openssl:openssl gpg:gpg
    gpg-agent:gpg-agent dpkg-deb:dpkg python3:python3-minimal flock:util-linux nsenter:util-linux unshare:util-linux setsid:util-linux"

# For building Kubernetes.
kubernetes_needed_programs="dpkg-source:dpkg-dev patch:patch xz:xz-utils"

missing_packages() { # further programs
    local pair missing=
    for pair in $needed_programs ${1:-}; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair#*:}"
    done
    # shellcheck disable=SC2086 # words
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing="$missing debian-archive-keyring"
    [ -z "$missing" ] || printf '%s\n' $missing | sort -u | tr '\n' ' '
}

machine_check_root() { [ "$(id -u)" = 0 ] || fail "needs root: it makes namespaces, mounts and cgroups"; }

machine_check() { # `install`, further programs
    machine_check_root
    [ -e "$cgroups/cgroup.procs" ] || fail "needs cgroups of version 2 at $cgroups"
    local missing
    missing=$(missing_packages "${2:-}")
    [ -n "$missing" ] || return 0
    [ "${1:-}" = install ] || fail "these packages are missing: $missing— install them with apt-get, or say: lab up --install"
    mkdir -p "$state"
    with_lock "$state/install.lock" machine_install "${2:-}"
}

machine_install() { # further programs
    local missing
    missing=$(missing_packages "${1:-}")
    [ -n "$missing" ] || return 0
    say "installing $missing"
    apt-get -q update >&2
    # RUNLEVEL=1: the packages start no services.
    # shellcheck disable=SC2086 # words
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install $missing >&2
    missing=$(missing_packages "${1:-}")
    [ -z "$missing" ] || fail "these packages are still missing: $missing"
}

# Overlays cannot lie on every file system; a container's own root often is one itself.
machine_check_overlay() {
    local try
    try=$(mktemp -d "$lab/overlay.XXXX")
    mkdir "$try/upper" "$try/work" "$try/root"
    if ! unshare --mount mount -t overlay overlay -o "lowerdir=$base,upperdir=$try/upper,workdir=$try/work" "$try/root" 2>/dev/null; then
        rm -rf "$try"
        fail "$state cannot carry an overlay (it is on $(stat -f -c %T "$state")); set RUNBOOK_LAB to a folder on ext4, xfs or tmpfs"
    fi
    rm -rf "$try"
}
