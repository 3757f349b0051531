# The Maven that builds the plugin (pom.xml); sourced, never run.
#
# GITOPS_CACHE  where a newer Maven is kept (default ~/.cache/gitops)

# shellcheck shell=bash disable=SC2034 source-path=SCRIPTDIR source=basics.sh
. "$(dirname "${BASH_SOURCE[0]}")/basics.sh"

# The plugin's parent asks for a newer Maven than Debian's.
newer_maven() {
  local version=3.9.11 folder=${GITOPS_CACHE:-$HOME/.cache/gitops}/maven
  if mvn -v | grep -qE '^.*Apache Maven (3\.9\.([6-9]|[1-9][0-9])|4\.)'; then command -v mvn; return; fi
  if [ ! -x "$folder/apache-maven-$version/bin/mvn" ]; then
    mkdir -p "$folder"
    # Not in our folder: the older Maven would read pom.xml, which it cannot build.
    (cd "$folder" && mvn -q -B dependency:copy -Dartifact="org.apache.maven:apache-maven:$version:tar.gz:bin" \
      -DoutputDirectory="$folder" -Dmdep.useBaseVersion=true >&2 && tar -xzf "apache-maven-$version-bin.tar.gz") || return
  fi
  printf '%s\n' "$folder/apache-maven-$version/bin/mvn"
}

jenkins_repository() { sed -n 's#.*<url>\(https://repo[^<]*\)</url>.*#\1#p' "$REPOSITORY/pom.xml" | head -n 1; }

# plugin_maven: sets MAVEN, the command that builds the plugin. Fails where its parent is neither in the Jenkins repository
# nor in Maven's local one.
plugin_maven() {
  local maven
  maven=$(newer_maven) || return
  MAVEN=("$maven" -B -ntp)
  if ! curl -sf --max-time 10 -o /dev/null "$(jenkins_repository)"; then MAVEN+=(-o); fi
  "${MAVEN[@]}" -q -f "$REPOSITORY/pom.xml" validate >/dev/null 2>&1
}
