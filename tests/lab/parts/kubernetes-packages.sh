# kubelet, kubeadm and kubectl as packages, in the versions that were built, and what a node of the cluster starts with.
#
# A package holds small files that name the program they start: dpkg owns what decides the version, and the programs themselves, 40 to 100 MB each, are there
# once for all nodes, as /opt/kubernetes.

kubernetes_repository=$kubernetes-packages-$(basename "$packages" | cut -d- -f2)-$(cat "$parts/kubernetes-packages.sh" "$parts/static-pods" | sha256sum | cut -c1-12)

kubernetes_packages_make() {
    [ ! -e "$kubernetes_repository/ready" ] || return 0
    say "making the packages of Kubernetes"
    rm -rf "$kubernetes_repository"
    local version folder
    for version in $kubernetes_versions_real; do
        folder=$kubernetes_repository/v${version%.*}/deb
        mkdir -p "$folder"
        # The functions that make packages have their scratch in the folder of this name.
        packages=$kubernetes_repository kubernetes_packages_of "$version" "$folder"
        (export GNUPGHOME=$packages/gnupg && cd "$folder" && repository_index && gpgconf --kill gpg-agent)
    done
    rm -rf "$kubernetes_repository/build"
    touch "$kubernetes_repository/ready"
}

kubernetes_packages_of() { # version, folder
    local full=$1-1.1 programs=/opt/kubernetes/v$1
    package_tool kubectl "$full" "$2" "exec $programs/kubectl \"\$@\""
    # What it was asked to do is kept, to tell whether that was once.
    package_tool kubeadm "$full" "$2" "case \"\$1\" in version) ;; *) echo \"\$*\" >>/var/log/kubeadm.calls ;; esac; exec $programs/kubeadm \"\$@\""
    kubernetes_package_kubelet "$full" "$2" "$programs"
}

kubernetes_package_kubelet() {
    local folder
    folder=$(package_begin kubelet "$1")
    cat >"$folder/usr/bin/kubelet" <<END
#!/bin/sh
# The real kubelet's code over a container runtime that runs nothing.
[ "\$1" != --version ] || { echo "Kubernetes v${1%%-*}"; exit; }
exec $3/kubemark --morph=kubelet --name="\$(cat /etc/hostname)" --kubeconfig=/etc/kubernetes/kubelet.conf
END
    chmod 755 "$folder/usr/bin/kubelet"
    # Its scratch goes with it; it starts again sooner than the real one, which waits ten seconds. The kernel's messages are not the node's to read.
    cat >"$folder/usr/lib/systemd/system/kubelet.service" <<'END'
[Unit]
Description=kubelet: the node agent, over a runtime that runs nothing
After=network-online.target
StartLimitIntervalSec=0
[Service]
Environment=TMPDIR=/run/kubelet
RuntimeDirectory=kubelet
ExecStartPre=/usr/bin/ln -sf /dev/null /dev/kmsg
ExecStart=/usr/bin/kubelet
Restart=always
RestartSec=2
[Install]
WantedBy=multi-user.target
END
    # As the real package: enabled and started when it comes, not restarted when it is upgraded.
    package_script "$folder" postinst <<'END'
if [ "$1" = configure ]; then
    systemctl enable kubelet.service >/dev/null 2>&1 || true
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        [ -n "$2" ] || systemctl start kubelet
    fi
fi
END
    package_script "$folder" prerm <<'END'
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl stop kubelet || true; fi
END
    package_end "$folder" "$2" "$1"
}

# Packages of one version, installed over the base and held; nodes only ever read it.
kubernetes_layer_of() { echo "$kubernetes_repository/layer-v$1-$(basename "$base")"; }

kubernetes_layer_make() {
    local layer root
    layer=$(kubernetes_layer_of "$1")
    [ ! -e "$layer/ready" ] || return 0
    say "making what nodes with Kubernetes $1 start from"
    rm -rf "$layer"
    mkdir -p "$layer/upper" "$layer/work" "$layer/root"
    chmod 755 "$layer/upper"
    # In a mount namespace of its own: whatever happens, nothing stays mounted.
    unshare --mount --propagation private bash -e -s - "$layer" "$base" "$kubernetes_repository/v${1%.*}/deb" >"$layer/log" 2>&1 <<'END' || fail "that failed; see $layer/log"
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" "$1/root"
mkdir "$1/root/tmp/debs"
cp "$3"/*.deb "$1/root/tmp/debs/"
chroot "$1/root" sh -e -c 'dpkg -i /tmp/debs/*.deb; rm -r /tmp/debs; apt-mark hold kubelet kubeadm kubectl'
umount "$1/root"
END
    root=$layer/upper
    kubernetes_runtime "$root"
    install -D -m 755 "$parts/static-pods" "$root/usr/local/sbin/static-pods"
    printf '[Unit]\nDescription=the processes of static pods\n[Service]\nExecStart=/usr/local/sbin/static-pods\nRestart=always\n' >"$root/etc/systemd/system/static-pods.service"
    touch "$layer/ready"
}

# What kubeadm looks for before it trusts a machine: a socket of a container runtime, and the programs to ask it by and to set up its network with.
kubernetes_runtime() {
    local program
    mkdir -p "$1/usr/local/bin" "$1/etc/systemd/system/sockets.target.wants" "$1/opt/kubernetes"
    cat >"$1/usr/local/bin/crictl" <<'END'
#!/bin/sh
# Stands in for the tool of the container runtime: there is one, it has every image and runs nothing.
while [ "${1#-}" != "$1" ]; do shift 2; done
case $1 in
    info) echo '{}' ;;
    pods | ps | pull | inspecti | stopp | rmp) ;;
    *) echo "crictl of the lab: what is '$*'?" >&2; exit 1 ;;
esac
END
    # Who asks for a restart is kept, to tell whether that was once: a kubelet that ends by itself is started anew too, and the journal of a busy node has gaps.
    cat >"$1/usr/local/bin/systemctl" <<'END'
#!/bin/sh
case " $* " in *' restart '*) echo "$(date +%T.%N) $*" >>/var/log/systemctl.calls ;; esac
exec /usr/bin/systemctl "$@"
END
    for program in conntrack iptables; do printf '#!/bin/sh\n# Stands in: there is no container network.\n' >"$1/usr/local/bin/$program"; done
    chmod 755 "$1"/usr/local/bin/*
    printf '[Unit]\nDescription=where a container runtime would listen\n[Socket]\nListenStream=/run/containerd/containerd.sock\n' >"$1/etc/systemd/system/containerd.socket"
    printf '[Unit]\nDescription=would be a container runtime\n[Service]\nExecStart=/usr/bin/sleep infinity\n' >"$1/etc/systemd/system/containerd.service"
    ln -sf /etc/systemd/system/containerd.socket "$1/etc/systemd/system/sockets.target.wants/containerd.socket"
}
