# An apt repository as pkgs.k8s.io is laid out, one signed folder for each minor, and one with packages that are fit for faults:
#   kubelet kubectl kubeadm   in v1.30, v1.31 and v1.32, several patches each
#   lab-base  1.0, 1.1        what an upgrade of the operating system finds; 1.1 asks for a reboot
#   lab-slow  1.0, 1.1        its configuration takes as many seconds as /etc/lab-slow says (2), so that a power loss can come in the middle

kubernetes_versions="1.30.4-1.1 1.30.6-1.1 1.31.2-1.1 1.31.4-1.1 1.32.0-1.1"

packages_make() {
    [ ! -e "$packages/ready" ] || return 0
    say "making the package repository"
    rm -rf "$packages"
    mkdir -p "$packages/repository"
    export GNUPGHOME=$packages/gnupg
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-gen-key 'lab packages <lab@lab.invalid>' ed25519 sign never 2>/dev/null
    gpg --batch --armor --export >"$packages/repository/key.asc"
    local version folder
    for version in $kubernetes_versions; do
        folder=$packages/repository/v${version%.*-*}/deb
        mkdir -p "$folder"
        package_kubelet "$version" "$folder"
        package_tool kubectl "$version" "$folder" 'echo "Client Version: VERSION"'
        package_tool kubeadm "$version" "$folder" 'case "$1" in version) echo VERSION ;; *) echo "kubeadm $*"; echo "$*" >>/var/log/kubeadm.calls; sleep 1; echo done ;; esac'
    done
    mkdir -p "$packages/repository/os"
    for version in 1.0 1.1; do
        package_base "$version" "$packages/repository/os"
        package_slow "$version" "$packages/repository/os"
    done
    for folder in "$packages"/repository/v*/deb "$packages/repository/os"; do
        (cd "$folder" && repository_index)
    done
    gpgconf --kill gpg-agent
    rm -rf "$packages/build"
    touch "$packages/ready"
}

# The folder of a package that is being made.
package_begin() {
    local folder=$packages/build/$1
    rm -rf "$folder"
    mkdir -p "$folder/DEBIAN" "$folder/usr/bin" "$folder/usr/lib/systemd/system"
    cat >"$folder/DEBIAN/control" <<END
Package: $1
Version: $2
Architecture: all
Maintainer: lab <lab@lab.invalid>
Priority: optional
Section: admin
Description: stands in for $1 in the lab
END
    echo "$folder"
}

package_end() {
    find "$1" -type d -empty -delete
    dpkg-deb -Zgzip --root-owner-group -b "$1" "$2/$(basename "$1")_$3_all.deb" >/dev/null
}

# A maintainer's script of the package.
package_script() {
    { echo '#!/bin/sh'; echo 'set -e'; cat; } >"$1/DEBIAN/$2"
    chmod 755 "$1/DEBIAN/$2"
}

package_tool() {
    local folder version=v${2%%-*}
    folder=$(package_begin "$1" "$2")
    printf '#!/bin/sh\n%s\n' "${4//VERSION/$version}" >"$folder/usr/bin/$1"
    chmod 755 "$folder/usr/bin/$1"
    package_end "$folder" "$3" "$2"
}

package_kubelet() {
    local folder version=v${1%%-*}
    folder=$(package_begin kubelet "$1")
    cat >"$folder/usr/bin/kubelet" <<END
#!/bin/sh
[ "\$1" != --version ] || { echo "Kubernetes $version"; exit; }
echo "$version" >/run/kubelet.version
trap 'exit 0' TERM
while :; do sleep 1 & wait \$!; done
END
    chmod 755 "$folder/usr/bin/kubelet"
    cat >"$folder/usr/lib/systemd/system/kubelet.service" <<'END'
[Unit]
Description=kubelet: the node agent (stand-in)
[Service]
ExecStart=/usr/bin/kubelet
Restart=always
RestartSec=10
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

package_base() {
    local folder
    folder=$(package_begin lab-base "$1")
    mkdir -p "$folder/usr/share/lab-base"
    echo "$1" >"$folder/usr/share/lab-base/version"
    package_script "$folder" postinst <<'END'
if [ "$1" = configure ] && dpkg --compare-versions "$(cat /usr/share/lab-base/version)" ge 1.1; then
    mkdir -p /run
    touch /var/run/reboot-required
    echo lab-base >>/var/run/reboot-required.pkgs
fi
END
    package_end "$folder" "$2" "$1"
}

package_slow() {
    local folder
    folder=$(package_begin lab-slow "$1")
    mkdir -p "$folder/usr/share/lab-slow"
    echo "$1" >"$folder/usr/share/lab-slow/version"
    package_script "$folder" postinst <<END
if [ "\$1" = configure ]; then
    echo "begin $1" >>/var/log/lab-slow.log
    sleep "\$(cat /etc/lab-slow 2>/dev/null || echo 2)"
    echo "end $1" >>/var/log/lab-slow.log
fi
END
    package_end "$folder" "$2" "$1"
}

# Packages, Release and InRelease of the folder one is in.
repository_index() {
    local deb file
    for deb in *.deb; do
        dpkg-deb -f "$deb"
        echo "Filename: ./$deb"
        echo "Size: $(stat -c %s "$deb")"
        echo "SHA256: $(sha256sum "$deb" | cut -d' ' -f1)"
        echo
    done >Packages
    gzip -9kf Packages
    {
        echo "Origin: lab"
        echo "Suite: ./"
        echo "Date: $(date -u '+%a, %d %b %Y %H:%M:%S UTC')"
        echo "Architectures: all amd64 arm64"
        echo "SHA256:"
        for file in Packages Packages.gz; do echo " $(sha256sum "$file" | cut -d' ' -f1) $(stat -c %s "$file") $file"; done
    } >Release
    gpg --batch --yes --quiet --clearsign -o InRelease Release
}
