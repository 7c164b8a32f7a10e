# The root file system that all nodes start from; they only ever read it.

# The mirror that this machine, if it is a Debian, gets its own packages from.
mirror() {
    if [ -n "${RUNBOOK_LAB_MIRROR:-}" ]; then echo "$RUNBOOK_LAB_MIRROR"; return; fi
    grep -qsx 'ID=debian' /etc/os-release || return 0
    local files=(/etc/apt/sources.list.d/debian.sources /etc/apt/sources.list)
    awk '/^URIs:/ { print $2; exit } /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; exit } }' "${files[@]}" 2>/dev/null || true
}

base_make() {
    [ ! -e "$base/ready" ] || { base_forget_others; return 0; }
    local from
    from=$(mirror)
    [ -n "$from" ] || fail "this machine does not say where it gets Debian from; name a mirror in RUNBOOK_LAB_MIRROR"
    say "making the base of $suite, once; takes a minute or two"
    rm -rf "$base"
    mkdir -p "$state/debs-$suite"
    PATH=$PATH:/usr/sbin:/sbin debootstrap --variant=minbase --cache-dir="$state/debs-$suite" \
        --include=systemd,systemd-sysv,libpam-systemd,dbus,openssh-server,etcd-server,etcd-client,iproute2,iputils-ping,procps,openssl,ca-certificates,sudo \
        "$suite" "$base" "$from" >"$state/base-$suite.log" 2>&1 || { tail -5 "$state/base-$suite.log" >&2; fail "debootstrap failed; its log is $state/base-$suite.log"; }
    base_quieten
    base_people
    cp "$packages/repository/key.asc" "$base/etc/apt/keyrings/lab.asc"
    cp "$packages/repository/os/lab-base_1.0_all.deb" "$base/tmp/"
    chroot "$base" dpkg -i /tmp/lab-base_1.0_all.deb >/dev/null
    rm "$base/tmp/lab-base_1.0_all.deb"
    touch "$base/ready"
    base_forget_others
}

# Nothing that starts by itself later, and nothing that would be the same on all nodes.
base_quieten() {
    rm -f "$base"/var/cache/apt/archives/*.deb "$base"/var/lib/apt/lists/*_* "$base"/etc/ssh/ssh_host_* "$base/etc/hostname"
    : >"$base/etc/machine-id"
    : >"$base/etc/resolv.conf"
    : >"$base/etc/apt/sources.list"
    local unit
    for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer e2scrub_all.timer console-getty.service getty@.service getty@tty1.service \
        systemd-pstore.service sshd-keygen.service; do
        rm -f "$base"/etc/systemd/system/*.wants/"$unit"
        ln -sf /dev/null "$base/etc/systemd/system/$unit"
    done
    # A member gets its own settings first.
    rm -f "$base/etc/systemd/system/multi-user.target.wants/etcd.service" "$base/etc/systemd/system/etcd2.service"
    mkdir -p "$base/etc/ssh/sshd_config.d" "$base/var/log/journal" "$base/etc/apt/keyrings" "$base/etc/apt/sources.list.d"
    # MaxStartups: sixteen lanes and the tests beside them log in at the same moment.
    printf '%s\n' 'PermitRootLogin prohibit-password' 'PasswordAuthentication no' 'UseDNS no' 'MaxStartups 200' 'MaxSessions 100' >"$base/etc/ssh/sshd_config.d/lab.conf"
    # systemd-nspawn has no say over the page cache, so a disk that flushes does not make these nodes more honest, only slower.
    echo 'force-unsafe-io' >"$base/etc/dpkg/dpkg.cfg.d/lab"
}

# `ops` may do everything with sudo and without a password, `guest` may not.
base_people() {
    chroot "$base" useradd --create-home --shell /bin/bash ops
    chroot "$base" useradd --create-home --shell /bin/bash guest
    echo 'ops ALL=(ALL) NOPASSWD: ALL' >"$base/etc/sudoers.d/ops"
    chmod 440 "$base/etc/sudoers.d/ops"
}

# Bases of older recipes that no node stands on.
base_forget_others() {
    local other
    for other in "$state/base-$suite"-*; do
        [ -d "$other" ] && [ "$other" != "$base" ] || continue
        grep -qsxF "$other" "$state"/labs/*/nodes/*/base || rm -rf "$other"
    done
}
