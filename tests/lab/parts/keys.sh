# The key that opens every node, and the authority that the etcd members and their clients trust.

keys_make() {
    mkdir -p "$lab/ssh" "$lab/pki"
    [ -e "$ssh_key" ] || ssh-keygen -q -t ed25519 -N '' -C lab -f "$ssh_key"
    [ ! -e "$lab/pki/client.crt" ] || return 0
    (
        cd "$lab/pki"
        openssl ecparam -genkey -name prime256v1 -noout -out ca.key
        openssl req -x509 -new -key ca.key -subj /CN=lab-etcd -days 3650 -out ca.crt
    )
    certificate client DNS:client
}

# Name, and what it is valid for.
certificate() (
    cd "$lab/pki"
    openssl ecparam -genkey -name prime256v1 -noout -out "$1.key"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    printf 'subjectAltName=%s\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' "$2" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out "$1.crt" -extfile "$1.ext" 2>/dev/null
    rm "$1.csr" "$1.ext"
)
