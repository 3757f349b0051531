# What every script of dev/ shares; sourced, never run. Needs bash 5.

# shellcheck shell=bash disable=SC2034
shopt -s inherit_errexit
REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

note() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { note "$*"; exit 1; }
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

# need COMMAND PACKAGE [COMMAND PACKAGE]...: commands of the machine. What is missing is installed when root, all at once
# (none of these packages starts a service), and named else. What apt prints is shown only when it fails.
need() {
  local missing=() output
  while [ $# -gt 0 ]; do
    if ! command -v "$1" >/dev/null; then missing+=("$2"); fi
    shift 2
  done
  if [ ${#missing[@]} = 0 ]; then return; fi
  if [ "$(id -u)" != 0 ]; then die "missing, as root: apt-get install --no-install-recommends ${missing[*]}"; fi
  note "installing the packages ${missing[*]}"
  output=$(exec 2>&1 && apt-get -qq -o DPkg::Lock::Timeout=300 update && DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}") ||
    die "apt-get could not install them:"$'\n'"$output"
}
