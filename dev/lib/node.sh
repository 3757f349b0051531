# A real node out of Debian's packages: containerd, runc, CNI, kubelet, kube-proxy; sourced by dev/control-plane, never run.
# Needs packages.sh and processes.sh, and the state folder that options() has read.
#
# All of it lives in namespaces of its own (node-inside.sh is the first process there): processes, mounts and network. When that
# process ends, however it does, the kernel ends every container, takes every mount away and every interface. So two nodes
# never meet, the machine's own rules and settings stay as they are, and only the cgroups are left to be removed.
#
#   127.0.0.1 of the machine                         127.0.0.1 of the node
#     API server        <---------- forwarded ---------  kubelet, kube-proxy
#     API server        ----------- forwarded --------->  kubelet (logs, exec, port-forward)
#     registries <---- containerd <-- unix socket -----  kubelet
#
# containerd is in the network of the machine, because it pulls from registries there; its CNI plugins are in the node's.

# shellcheck shell=bash disable=SC2153,SC2154
NODE_FOLDER=$STATE/control-plane/node
# The API server asks the kubelet under the node's name, so it must mean 127.0.0.1.
NODE_NAME=localhost
NODE_ADDRESS=10.244.0.1
NODE_CGROUP=gitops-node-$(sha256sum <<<"$STATE" | cut -c1-12)
NODE_CONTROLLERS=(cpu cpuacct cpuset devices freezer memory pids)
NODE_PLUGINS=(bridge host-local loopback)
PAUSE_IMAGE=localhost/pause:1
# The addresses of Services.
SERVICES=10.96.0.0/16

# machine_hindrance: prints why this machine can have no real node, in one line; nothing when it can.
machine_hindrance() {
  local name
  if [ "$(id -u)" != 0 ]; then echo 'it needs root'; return; fi
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo 'it needs cgroup v1, and this machine has v2'; return; fi
  for name in "${NODE_CONTROLLERS[@]}"; do
    if [ ! -e "/sys/fs/cgroup/$name/cgroup.procs" ]; then echo "there is no cgroup v1 controller $name"; return; fi
    if ! { mkdir "/sys/fs/cgroup/$name/$NODE_CGROUP-$$" && rmdir "/sys/fs/cgroup/$name/$NODE_CGROUP-$$"; } 2>/dev/null; then
      echo "cgroups of $name cannot be made"
      return
    fi
  done
  if ! unshare --mount --pid --net --fork --mount-proc true 2>/dev/null; then echo 'namespaces cannot be made'; fi
}

# node_hindrance: the same, and gets the packages and the programs that a node needs, which takes minutes the first time.
node_hindrance() {
  local name errors
  errors=$(machine_hindrance)
  if [ -n "$errors" ]; then echo "$errors"; return; fi
  errors=$(need ip iproute2 iptables iptables socat socat 2>&1 >/dev/null) || { echo "${errors##*: }" | tail -n 1; return; }
  for name in containerd runc containernetworking-plugins busybox-static; do
    if ! unpacked "$name" >/dev/null; then echo "there is no $name"; return; fi
  done
  if [ -n "${KUBEBUILDER_ASSETS:-}" ] && [ ! -x "$KUBEBUILDER_ASSETS/kubelet" ]; then
    echo 'there is no kubelet in KUBEBUILDER_ASSETS'
  elif ! "$REPOSITORY/dev/kubernetes-binaries" --node >/dev/null; then
    echo 'kubelet could not be built'
  fi
}

# start_node KUBECONFIG API-PORT PKI: returns when the node is ready. Fails if it does not get ready.
start_node() {
  local try KUBELET KUBE_PROXY
  if pid_of node >/dev/null && wait_for node node_is_ready "$1"; then return; fi
  KUBELET=$("$REPOSITORY/dev/kubernetes-binaries" --node kubelet)
  KUBE_PROXY=$("$REPOSITORY/dev/kubernetes-binaries" --node kube-proxy)
  for try in 1 2 3; do
    stop_node
    "$KUBECTL" --kubeconfig "$1" delete node "$NODE_NAME" --ignore-not-found >/dev/null
    mkdir -p "$NODE_FOLDER"
    make_cgroups
    KUBELET_PORT=$(free_port)
    STREAMING_PORT=$(free_port)
    write_node_files "$1" "$3"
    : >"$STATE/logs/node.log"
    # Descriptor 7 is the machine's network, for what must be in it.
    NODE_FOLDER=$NODE_FOLDER KUBELET=$KUBELET KUBE_PROXY=$KUBE_PROXY KUBECONFIG=$1 API_PORT=$2 KUBELET_PORT=$KUBELET_PORT NODE_NAME=$NODE_NAME \
      STREAMING_PORT=$STREAMING_PORT NODE_ADDRESS=$NODE_ADDRESS SERVICES=$SERVICES LOGS=$STATE/logs \
      CONTAINERD=$(unpacked containerd)/usr/bin \
      launch node unshare --mount --pid --net --fork --kill-child --mount-proc \
      bash "$REPOSITORY/dev/lib/node-inside.sh" 7</proc/self/ns/net
    if wait_for node node_is_ready "$1"; then return; fi
    if ! grep -q 'Address already in use' "$STATE/logs/node.log"; then break; fi
    note "a port was taken, trying other ones ($try)"
  done
  stop_node
  return 1
}

node_is_ready() {
  "$KUBECTL" --kubeconfig "$1" get node "$NODE_NAME" \
    -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status} {.spec.taints}' | grep -x 'True '
}

# stop_node: also after everything was killed: what is left then are the cgroups and files.
stop_node() {
  kill_process node
  remove_cgroups
  rm -rf --one-file-system "$NODE_FOLDER"
}

# In every hierarchy that there is: the kubelet looks for its root in more of them than it needs.
make_cgroups() {
  local file
  for file in /sys/fs/cgroup/*/cgroup.procs; do mkdir -p "${file%/*}/$NODE_CGROUP"; done
}

# The processes are on their way out when their namespace has lost its first one. A cgroup can be removed when it is empty.
remove_cgroups() {
  local end=$((SECONDS + 20)) folders=()
  while :; do
    mapfile -t folders < <(find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -type d -name "$NODE_CGROUP" 2>/dev/null)
    if [ ${#folders[@]} = 0 ]; then return; fi
    find "${folders[@]}" -depth -type d -exec rmdir {} + 2>/dev/null || true
    if [ $SECONDS -ge $end ]; then die "the cgroup $NODE_CGROUP cannot be removed: $(cat "${folders[@]/%//tasks}")"; fi
    sleep 0.05
  done
}

write_node_files() {
  write_plugins
  write_pause_image
  write_containerd_configuration
  write_kubelet_configuration "$2"
  write_proxy_configuration "$1"
}

# Plugins that make a pod's network from the node's, which is the one of the first process.
write_plugins() {
  local plugins plugin
  plugins=$(unpacked containernetworking-plugins)/usr/lib/cni
  mkdir -p "$NODE_FOLDER/cni/bin" "$NODE_FOLDER/cni/conf"
  for plugin in "${NODE_PLUGINS[@]}"; do
    printf '#!/bin/sh\nexec nsenter --net=/proc/1/ns/net "%s"\n' "$plugins/$plugin" >"$NODE_FOLDER/cni/bin/$plugin"
    chmod +x "$NODE_FOLDER/cni/bin/$plugin"
  done
  cat >"$NODE_FOLDER/cni/conf/pods.conflist" <<END
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "bridge", "bridge": "pods", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "/run/addresses",
            "ranges": [[{"subnet": "${NODE_ADDRESS%.*}.0/24", "gateway": "$NODE_ADDRESS"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
END
}

# What holds a pod's network: an image of one static busybox, which sleeps.
write_pause_image() {
  local folder=$NODE_FOLDER/pause
  mkdir "$folder"
  tar -C "$(unpacked busybox-static)/bin" --owner=0 --group=0 --mtime=@0 -cf "$folder/layer.tar" busybox
  cat >"$folder/config.json" <<END
{"architecture": "$(dpkg --print-architecture)", "os": "linux",
 "config": {"Entrypoint": ["/busybox", "sleep", "2147483647"]},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$(sha256sum <"$folder/layer.tar" | cut -d' ' -f1)"]}}
END
  printf '[{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]\n' "$PAUSE_IMAGE" >"$folder/manifest.json"
  tar -C "$folder" -cf "$NODE_FOLDER/pause.tar" manifest.json config.json layer.tar
}

# The native snapshotter needs nothing of the kernel. Without CAP_SYS_RESOURCE runc fails unless scores are restricted.
# AppArmor's profile would stay in the kernel.
write_containerd_configuration() {
  cat >"$NODE_FOLDER/containerd.toml" <<END
version = 2
root = "$NODE_FOLDER/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.tracing"]
[plugins."io.containerd.internal.v1.opt"]
  path = "$NODE_FOLDER/opt"
[plugins."io.containerd.grpc.v1.cri"]
  disable_tcp_service = true
  disable_apparmor = true
  restrict_oom_score_adj = true
  sandbox_image = "$PAUSE_IMAGE"
  stream_server_address = "127.0.0.1"
  stream_server_port = "$STREAMING_PORT"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$NODE_FOLDER/cni/bin"
    conf_dir = "$NODE_FOLDER/cni/conf"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        BinaryName = "$(unpacked runc)/usr/sbin/runc"
END
}

# The names of Services are not resolved: no DNS server runs. A pod's query is refused at once, by the node.
write_kubelet_configuration() {
  : >"$NODE_FOLDER/resolv.conf"
  cat >"$NODE_FOLDER/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
port: $KUBELET_PORT
readOnlyPort: 0
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: false}
  x509: {clientCAFile: "$1/ca.crt"}
authorization: {mode: AlwaysAllow}
protectKernelDefaults: true
cgroupDriver: cgroupfs
cgroupRoot: /$NODE_CGROUP
cgroupsPerQOS: true
enforceNodeAllocatable: []
oomScoreAdj: 0
failSwapOn: false
volumePluginDir: "$NODE_FOLDER/kubelet/volume-plugins"
resolvConf: "$NODE_FOLDER/resolv.conf"
clusterDomain: cluster.local
clusterDNS: ["$NODE_ADDRESS"]
featureGates: {DevicePlugins: false}
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
END
}

# Connections of pods to Services come back through the node, whatever the kernel does with bridged packets. Limits of
# connections belong to the machine, not to this network.
write_proxy_configuration() {
  cat >"$NODE_FOLDER/kube-proxy.yaml" <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: "$1"}
hostnameOverride: $NODE_NAME
mode: iptables
clusterCIDR: ${NODE_ADDRESS%.*}.0/24
iptables: {masqueradeAll: true, minSyncPeriod: 0s, syncPeriod: 30s}
conntrack: {maxPerCore: 0, min: 0, tcpCloseWaitTimeout: 0s, tcpEstablishedTimeout: 0s}
END
}
