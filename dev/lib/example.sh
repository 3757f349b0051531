# The example as the repository of an application; sourced, never run. Needs the parts' published variables.

# shellcheck shell=bash disable=SC2034 source-path=SCRIPTDIR source=basics.sh
. "$(dirname "${BASH_SOURCE[0]}")/basics.sh"

# push_example FOLDER: examples/ becomes FOLDER, the root of a repository of its own on the Git server, with our registry
# in the place of registry.example. Sets EXAMPLE_URL. Whoever pushes from FOLDER needs GITOPS_GIT_PASSWORD.
push_example() {
  EXAMPLE_URL=$("$REPOSITORY/dev/git-server" create shop --state "$STATE")
  cp -a "$REPOSITORY/examples" "$1"
  # For who runs Prometheus or agents, and no part of an application.
  rm -r "$1/monitoring" "$1/agent"
  (
    cd "$1" || exit
    sed -i "s#registry\.example/shop#$REGISTRY/shop#" Jenkinsfile k8s/base/deployment.yaml k8s/overlays/*/kustomization.yaml
    git init -q --initial-branch=main
    git config user.name 'A Developer'
    git config user.email developer@example.org
    git config credential.helper "!f() { echo username=$GIT_USERNAME; echo password=\$GITOPS_GIT_PASSWORD; }; f"
    git remote add origin "$EXAMPLE_URL"
    git add -A
    git commit -qm 'A shop'
    GITOPS_GIT_PASSWORD=$GIT_PASSWORD git push -q -u origin main
  )
}

# write_environment: STATE/environment, what a shell needs to go on by hand. The gitops command's caches and records are
# apart from the parts' data, and images are built in the state folder, so that nothing stays in the machine's storage of
# images.
write_environment() {
  printf '[storage]\ndriver = "vfs"\ngraphroot = "%s"\nrunroot = "%s"\n' "$STATE/images/storage" "$STATE/images/run" \
    >"$STATE/storage.conf"
  mkdir -p "$STATE/bin"
  printf '#!/bin/bash\nexec %q "$@"\n' "$REPOSITORY/dev/gitops" >"$STATE/bin/gitops"
  chmod +x "$STATE/bin/gitops"
  (umask 077 && printf 'export %q\n' "KUBECONFIG=$KUBECONFIG" "REGISTRY=$REGISTRY" \
    "GITOPS_GIT_USERNAME=$GIT_USERNAME" "GITOPS_GIT_PASSWORD=$GIT_PASSWORD" "GITOPS_STATE=$STATE/gitops" \
    "CONTAINERS_STORAGE_CONF=$STATE/storage.conf" "GOCACHE=${GITOPS_CACHE:-$HOME/.cache/gitops}/go-build" \
    "PATH=$STATE/bin:$PATH" >"$STATE/environment")
}
