# The first process of a real node, in namespaces of its own (see node.sh); run by it, never by hand. It ends as soon as one
# of the node's programs does, and with it the node.

# shellcheck shell=bash disable=SC2317
set -euo pipefail

# Places, that is networks, for commands in the background.
here() { exec "$@"; }
machine() { exec nsenter --net=/proc/self/fd/7 "$@"; }

# run PLACE NAME COMMAND...: in the background, with a log of its own.
run() {
  local place=$1 name=$2
  shift 2
  "$place" "$@" </dev/null >>"$LOGS/$name.log" 2>&1 &
  NAMES[$!]=$name
}

# forward PORT PLACE PLACE: who connects to 127.0.0.1:PORT in the first place gets the same in the second.
forward() {
  "$3" socat "UNIX-LISTEN:/run/forward-$1,fork" "TCP:127.0.0.1:$1" &
  NAMES[$!]="forward of $1"
  "$2" socat "TCP-LISTEN:$1,bind=127.0.0.1,reuseaddr,fork" "UNIX-CONNECT:/run/forward-$1" &
  NAMES[$!]="forward of $1"
}

# Folders whose names are fixed in the programs are the node's own, and vanish with it.
mount_folders() {
  local resolver text
  resolver=$(readlink -f /etc/resolv.conf)
  text=$(cat "$resolver" 2>/dev/null) || true
  mount -t tmpfs -o mode=755 run /run
  # Where it was a link into /run.
  if [ ! -e "$resolver" ]; then mkdir -p "${resolver%/*}"; printf '%s\n' "$text" >"$resolver"; fi
  mkdir "$NODE_FOLDER/log"
  mount --bind "$NODE_FOLDER/log" /var/log
  # /var/lib/cni may not exist, and shall not then. All else of /var/lib is where it was.
  mkdir /run/var-lib
  mount --rbind /var/lib /run/var-lib
  mount -t tmpfs -o mode=755 var-lib /var/lib
  ln -s /run/var-lib/* /var/lib/
  rm -rf /var/lib/cni
  mkdir /var/lib/cni
  # Volumes that the kubelet mounts are seen by containers that ask for it.
  mount --make-rshared /
}

# The kubelet wants these values and would set them for the whole machine. Here it finds them, and nothing is set.
pretend_tunables() {
  local tunable
  for tunable in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    printf '%s\n' "${tunable#*=}" >"/run/${tunable//\//-}"
    mount --bind "/run/${tunable//\//-}" "/proc/sys/${tunable%=*}"
  done
}

make_network() {
  ip link set lo up
  ip link add pods type bridge
  ip address add "$NODE_ADDRESS/24" dev pods
  ip link set pods up
  ip route add "$SERVICES" dev pods
  echo 1 >/proc/sys/net/ipv4/ip_forward
}

# The first process of a namespace gets only the signals that it asks for.
trap 'exit 0' TERM
declare -A NAMES=()
export PATH=$CONTAINERD:/usr/sbin:/usr/bin:/sbin:/bin
mount_folders
pretend_tunables
make_network
forward "$API_PORT" here machine
forward "$STREAMING_PORT" here machine
forward "$KUBELET_PORT" machine here
run machine containerd containerd --config "$NODE_FOLDER/containerd.toml"
for _ in {1..300}; do
  if ctr version >/dev/null 2>&1; then break; fi
  sleep 0.1
done
ctr --namespace k8s.io images import "$NODE_FOLDER/pause.tar"
run here kubelet "$KUBELET" --config "$NODE_FOLDER/kubelet.yaml" --kubeconfig "$KUBECONFIG" \
  --root-dir "$NODE_FOLDER/kubelet" --cert-dir "$NODE_FOLDER/kubelet/pki" \
  --hostname-override "$NODE_NAME" --node-ip "$NODE_ADDRESS" \
  --container-runtime remote --container-runtime-endpoint unix:///run/containerd/containerd.sock
run here kube-proxy "$KUBE_PROXY" --config "$NODE_FOLDER/kube-proxy.yaml"

ended=
wait -n -p ended "${!NAMES[@]}" || true
name=${NAMES[${ended:-0}]:-one of the programs}
echo "$name ended, and with it the node"
if [ -e "$LOGS/$name.log" ]; then tail -n 12 "$LOGS/$name.log"; fi
exit 1
