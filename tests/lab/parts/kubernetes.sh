# A cluster: `kcp` is its control plane, set up by kubeadm, and `k1` to `k8` are its workers.

kubernetes_home=$lab/kubernetes
kubernetes_kubeconfig=$kubernetes_home/admin.conf
kubernetes_server=https://$(address_of kcp):6443

lab_kubernetes() {
    local what=${1:-}
    [ $# = 0 ] || shift
    case $what in
        build) kubernetes_make_shared "$@" ;;
        up) kubernetes_up "$@" ;;
        down) kubernetes_down ;;
        status) kubernetes_kubectl get nodes -o wide ;;
        kubeconfig) kubernetes_is_made; echo "$kubernetes_kubeconfig" ;;
        kubectl) kubernetes_kubectl "$@" ;;
        stop-api) kubernetes_api_stop ;;
        start-api) kubernetes_api_start ;;
        restart-api) kubernetes_api_stop; kubernetes_api_start ;;
        *) fail "no such command for the cluster: $what" ;;
    esac
}

kubernetes_up() {
    local install= fresh= nodes= node word
    for word in "$@"; do
        case $word in
            --install) install=install ;;
            --fresh) fresh=yes ;;
            -*) fail "no such option: $word" ;;
            kcp) ;;
            *) is_of_cluster "$word" || fail "no worker of the cluster is called $word; there are ${cluster_nodes#kcp }"; nodes="$nodes $word" ;;
        esac
    done
    nodes=${nodes:-k1 k2 k3}
    kubernetes_make_shared ${install:+--install}
    mkdir -p "$lab/nodes"
    with_lock "$lab/lock" kubernetes_make_nodes "$fresh" $nodes
    node_wait kcp
    with_lock "$lab/lock" kubernetes_init
    for node in $nodes; do kubernetes_wait_node "$node"; done
    lab_inventory >/dev/null
    echo "$kubernetes_kubeconfig"
}

kubernetes_make_shared() {
    local install=
    [ "${1:-}" != --install ] || install=install
    machine_check "$install" "$kubernetes_needed_programs"
    with_lock "$state/kubernetes.lock" kubernetes_build
    with_lock "$state/lock" kubernetes_make_rest
}

kubernetes_make_rest() {
    make_shared
    kubernetes_packages_make
    kubernetes_layer_make "$kubernetes_old"
    kubernetes_layer_make "$kubernetes_new"
}

kubernetes_make_nodes() {
    local fresh=$1
    shift
    mkdir -p "$kubernetes_home"
    echo "$kubernetes" >"$kubernetes_home/built"
    # A cluster with another control plane would be another cluster.
    [ -z "$fresh" ] || { node_kill kcp; rm -rf "$(disk_of kcp)" "$kubernetes_home/pki"; }
    kubernetes_authority
    make_nodes "$fresh" kcp "$@"
}

# The authority outlives the disks, so that a worker with an empty disk is known to the cluster and finds it.
kubernetes_authority() (
    [ ! -e "$kubernetes_home/pki/ca.crt" ] || exit 0
    mkdir -p "$kubernetes_home/pki"
    cd "$kubernetes_home/pki"
    openssl ecparam -genkey -name prime256v1 -noout -out ca.key
    openssl req -x509 -new -key ca.key -subj /CN=kubernetes -days 3650 -addext keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign -out ca.crt
)

# What makes a disk that of a node of the cluster, beside the layer it starts from.
kubernetes_node_make() {
    local node=$1 upper=$2
    mkdir -p "$upper/etc/kubernetes"
    echo "$kubernetes" >"$(disk_of "$node")/kubernetes"
    if [ "$node" = kcp ]; then
        mkdir -p "$upper/etc/kubernetes/pki" "$upper/etc/kubernetes/manifests"
        cp "$kubernetes_home"/pki/ca.{crt,key} "$upper/etc/kubernetes/pki/"
        ln -s /etc/systemd/system/static-pods.service "$upper/etc/systemd/system/multi-user.target.wants/static-pods.service"
    else
        kubernetes_kubelet_conf "$node" >"$upper/etc/kubernetes/kubelet.conf"
        chmod 600 "$upper/etc/kubernetes/kubelet.conf"
    fi
}

# As kubeadm writes it, with a certificate that says which node it is.
kubernetes_kubelet_conf() {
    local scratch
    scratch=$(mktemp -d)
    openssl ecparam -genkey -name prime256v1 -noout -out "$scratch/key"
    openssl req -new -key "$scratch/key" -subj "/O=system:nodes/CN=system:node:$1" -out "$scratch/csr"
    openssl x509 -req -in "$scratch/csr" -CA "$kubernetes_home/pki/ca.crt" -CAkey "$kubernetes_home/pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days 365 \
        -extfile <(echo extendedKeyUsage=clientAuth) -out "$scratch/crt" 2>/dev/null
    cat <<END
apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: { server: "$kubernetes_server", certificate-authority-data: $(base64 -w0 "$kubernetes_home/pki/ca.crt") }
users:
- name: system:node:$1
  user: { client-certificate-data: $(base64 -w0 "$scratch/crt"), client-key-data: $(base64 -w0 "$scratch/key") }
contexts:
- name: system:node:$1@kubernetes
  context: { cluster: kubernetes, user: system:node:$1 }
current-context: system:node:$1@kubernetes
END
    rm -r "$scratch"
}

# A lost node shows after some fifteen seconds instead of forty, since the kubelets of the lab say more often that they are alive; a restart of the API server is
# shorter than that. The certificate is good for a door on this machine too.
kubernetes_init_settings() {
    cat <<END
apiVersion: kubeadm.k8s.io/v1beta2
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: $(address_of kcp) }
nodeRegistration: { name: kcp, criSocket: /run/containerd/containerd.sock }
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: ClusterConfiguration
clusterName: lab
kubernetesVersion: v$kubernetes_control
controlPlaneEndpoint: $(address_of kcp):6443
apiServer:
  certSANs: [127.0.0.1, localhost]
controllerManager:
  extraArgs: { node-monitor-grace-period: 15s, node-monitor-period: 1s, leader-elect: "false" }
scheduler:
  extraArgs: { leader-elect: "false" }
etcd:
  local:
    extraArgs: { unsafe-no-fsync: "true" }
END
}

kubernetes_init() {
    # Only a clear "no" begins: on a control plane that runs, kubeadm would write its manifests again and so restart it.
    local is_made
    is_made=$(node_in kcp sh -c 'if [ -e /etc/kubernetes/lab-ready ]; then echo yes; else echo no; fi') || fail "kcp does not say whether it was made"
    if [ "$is_made" = no ]; then
        kubernetes_init_settings | node_ssh kcp 'cat >/etc/kubernetes/init.yaml'
        echo 'spec: { template: { spec: { nodeSelector: { kubernetes.io/hostname: kcp }, containers: [{ name: coredns, livenessProbe: null, readinessProbe: null }] } } }' |
            node_ssh kcp 'cat >/etc/kubernetes/coredns.yaml'
        # Name servers stay on the control plane, and nobody asks them over a container network whether they are ready.
        node_ssh kcp 'set -e
            kubeadm init --config /etc/kubernetes/init.yaml --ignore-preflight-errors=all
            kubectl --kubeconfig /etc/kubernetes/admin.conf -n kube-system patch deployment coredns -p "$(cat /etc/kubernetes/coredns.yaml)"
            touch /etc/kubernetes/lab-ready' >"$kubernetes_home/init.log" 2>&1 || { tail -n 20 "$kubernetes_home/init.log" >&2; fail "kubeadm init failed; its log is $kubernetes_home/init.log"; }
    fi
    node_ssh kcp cat /etc/kubernetes/admin.conf >"$kubernetes_kubeconfig.new"
    chmod 600 "$kubernetes_kubeconfig.new"
    mv "$kubernetes_kubeconfig.new" "$kubernetes_kubeconfig"
    # For whoever wants to be spared this script.
    ln -sfn "$kubernetes/v$kubernetes_new/kubectl" "$kubernetes_home/kubectl"
    await "the API server" 120 kubernetes_kubectl get --raw /readyz
}

kubernetes_is_made() { [ -e "$kubernetes_kubeconfig" ] || fail "there is no cluster; say: lab kubernetes up"; }

kubernetes_kubectl() {
    kubernetes_is_made
    HOME=$kubernetes_home ip netns exec "$namespace" "$kubernetes/v$kubernetes_new/kubectl" --kubeconfig "$kubernetes_kubeconfig" "$@"
}

kubernetes_wait_node() {
    await "$1 as a node that is ready" 120 kubernetes_kubectl wait --for=condition=Ready "node/$1" --timeout=1s
    # kubeadm writes this when a node joins, and looks for it when the node is upgraded.
    kubernetes_kubectl annotate --overwrite node "$1" kubeadm.alpha.kubernetes.io/cri-socket=/run/containerd/containerd.sock >/dev/null
}

# Its note stays, so that it is not started again by itself.
kubernetes_api_stop() { (node_in kcp systemctl stop static-pod-kube-apiserver); }

kubernetes_api_start() {
    (node_in kcp rm -f /run/static-pods/kube-apiserver)
    await "the API server" 60 kubernetes_kubectl get --raw /readyz
}

kubernetes_down() {
    with_lock "$lab/lock" kubernetes_take_down
    rm -rf "$kubernetes_home"
}

kubernetes_take_down() {
    local node
    for node in $cluster_nodes; do
        node_kill "$node"
        rm -rf "$(disk_of "$node")"
    done
}
