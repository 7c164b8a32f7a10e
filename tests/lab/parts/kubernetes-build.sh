# Kubernetes for the lab, compiled from Debian's source package: the last one that holds the whole tree, with all it depends on. Nothing comes from anywhere but
# the Debian mirror, apt checks all of it, and the compiler never goes online.
#
# The source is that of 1.20. Stamped with another version it says so everywhere (kubelet, kubeadm, /version, the VERSION column of a node) and acts as before:
# enough for what an upgrade of nodes is about, and all that can be had without downloading binaries.

kubernetes_suite=bookworm
kubernetes_go=1.19
kubernetes_programs="kube-apiserver kube-controller-manager kube-scheduler kubeadm kubectl kubemark"

kubernetes_built() {
    local version program
    for version in $kubernetes_versions_real; do
        for program in $kubernetes_programs; do [ -x "$kubernetes/v$version/$program" ] || return 1; done
    done
}

kubernetes_build() {
    ! kubernetes_built || { kubernetes_forget_others; return 0; }
    local version begin=$SECONDS
    [ "$(df --output=avail -m "$state" | tail -n 1)" -gt 5000 ] || fail "building Kubernetes takes 5 GB under $state for a while"
    say "building Kubernetes $kubernetes_versions_real, once; takes about ten minutes on two cores"
    mkdir -p "$kubernetes_work"
    : >"$kubernetes.log"
    kubernetes_stage "getting its source and compiler from Debian" kubernetes_fetch
    kubernetes_stage "preparing its source" kubernetes_prepare
    for version in $kubernetes_versions_real; do kubernetes_stage "compiling $version" kubernetes_compile "$version"; done
    # 3 GB that nothing needs any more.
    [ -n "${RUNBOOK_LAB_KEEP_BUILD:-}" ] || { chmod -R u+w "$kubernetes_work"; rm -rf "$kubernetes_work"; }
    kubernetes_forget_others
    say "built Kubernetes in $((SECONDS - begin)) s"
}

# In a subshell of its own with -e, which a condition around it would switch off.
kubernetes_stage() {
    local what=$1 status
    shift
    set +e
    (set -e; "$@") >>"$kubernetes.log" 2>&1
    status=$?
    set -e
    [ $status = 0 ] || { tail -n 15 "$kubernetes.log" >&2; fail "$what failed; the log is $kubernetes.log"; }
}

# apt with lists and folders of its own: the machine's are neither read nor written.
kubernetes_apt() {
    apt-get -q -o Dir::Etc::sourcelist="$kubernetes_work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null \
        -o Dir::Etc::preferencesparts=/dev/null -o Dir::State="$kubernetes_work/apt/state" -o Dir::State::status=/dev/null -o Dir::Cache="$kubernetes_work/apt/cache" \
        -o APT::Sandbox::User=root "$@"
}

kubernetes_fetch() (
    local from kind
    from=$(mirror)
    mkdir -p "$kubernetes_work"/apt/{state/lists/partial,cache/archives/partial,packages} "$kubernetes_work/tools"
    for kind in deb deb-src; do echo "$kind [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $from $kubernetes_suite main"; done >"$kubernetes_work/apt/sources.list"
    kubernetes_apt update
    cd "$kubernetes_work/apt/packages"
    kubernetes_apt download "golang-$kubernetes_go-go" "golang-$kubernetes_go-src" golang-github-modern-go-reflect2-dev
    kubernetes_apt source --download-only kubernetes
    local package
    for package in *.deb; do dpkg-deb -x "$package" "$kubernetes_work/tools"; done
)

kubernetes_prepare() (
    rm -rf "$kubernetes_tree"
    mkdir -p "$(dirname "$kubernetes_tree")"
    # apt has checked it against the signed index.
    dpkg-source --no-check -x "$kubernetes_work"/apt/packages/kubernetes_*.dsc "$kubernetes_tree"
    cd "$kubernetes_tree"
    # The reflect2 of the tree corrupts memory under this compiler; Debian has the version that does not.
    rm -rf vendor/github.com/modern-go/reflect2
    cp -r "$kubernetes_work/tools/usr/share/gocode/src/github.com/modern-go/reflect2" vendor/github.com/modern-go/
    patch -p1 <"$parts/kubemark.patch"
    kubernetes_openapi
)

kubernetes_go() {
    GOROOT=$kubernetes_work/tools/usr/lib/go-$kubernetes_go GOPATH=$kubernetes_work/go GOCACHE=$kubernetes_work/cache HOME=$kubernetes_work \
        GO111MODULE=off CGO_ENABLED=0 GOFLAGS= GOPROXY=off GOTOOLCHAIN=local "$kubernetes_work/tools/usr/lib/go-$kubernetes_go/bin/go" "$@"
}

# The one generated file that the package does not carry: the API's own description.
kubernetes_openapi() {
    local folder inputs=
    kubernetes_go build -o "$kubernetes_work/openapi-gen" k8s.io/kubernetes/vendor/k8s.io/kube-openapi/cmd/openapi-gen
    for folder in $(find -L vendor/k8s.io pkg cmd -name '*.go' ! -name '*_test.go' ! -path '*/testdata/*' -print0 | xargs -0 grep -l '^// +k8s:openapi-gen=' |
        grep -vE '^vendor/k8s.io/(code-generator|sample-apiserver)/' | xargs -n1 dirname | sort -u); do
        inputs=$inputs,k8s.io/kubernetes/$folder
    done
    GOROOT=$kubernetes_work/tools/usr/lib/go-$kubernetes_go GOPATH=$kubernetes_work/go GOCACHE=$kubernetes_work/cache HOME=$kubernetes_work GO111MODULE=off \
        PATH=$kubernetes_work/tools/usr/lib/go-$kubernetes_go/bin:$PATH "$kubernetes_work/openapi-gen" -i "${inputs#,}" -p k8s.io/kubernetes/pkg/generated/openapi \
        -O zz_generated.openapi -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$kubernetes_work/violations"
}

kubernetes_compile() (
    local version=$1 flags="-s -w" package program packages=
    for package in vendor/k8s.io/component-base/version vendor/k8s.io/client-go/pkg/version; do
        package=k8s.io/kubernetes/$package
        flags="$flags -X $package.gitVersion=v$version -X $package.gitMajor=${version%%.*} -X $package.gitMinor=$(cut -d. -f2 <<<"$version")"
        flags="$flags -X $package.gitTreeState=clean -X $package.buildDate=2021-01-13T13:20:00Z"
    done
    for program in $kubernetes_programs; do packages="$packages k8s.io/kubernetes/cmd/$program"; done
    rm -rf "$kubernetes/v$version" "$kubernetes_work/made"
    mkdir -p "$kubernetes_work/made"
    cd "$kubernetes_tree"
    # shellcheck disable=SC2086 # words
    kubernetes_go build -ldflags "$flags" -o "$kubernetes_work/made/" $packages
    mv "$kubernetes_work/made" "$kubernetes/v$version"
)

# What no lab has asked for in a week and none has nodes of: branches beside each other may have recipes of their own.
kubernetes_forget_others() {
    touch "$kubernetes"
    local other
    for other in $(find "$state" -mindepth 1 -maxdepth 1 -type d -name 'kubernetes-*' ! -name '*-packages-*' -mtime +7); do
        grep -qsxF "$other" "$state"/labs/*/kubernetes/built || rm -rf "$other" "$other".log "$other"-packages-*
    done
}

# Named after what decides the binaries.
kubernetes=$state/kubernetes-$( (
    echo "$kubernetes_versions_real $kubernetes_suite $kubernetes_go $kubernetes_programs"
    declare -f kubernetes_prepare kubernetes_openapi kubernetes_go kubernetes_compile
    cat "$parts/kubemark.patch"
) | sha256sum | cut -c1-12)
kubernetes_work=$kubernetes/work
kubernetes_tree=$kubernetes_work/go/src/k8s.io/kubernetes
