# What every script of dev/ shares; sourced, never run. Needs bash 5.

# shellcheck shell=bash disable=SC2034
shopt -s inherit_errexit
REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

note() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { note "$*"; exit 1; }
usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

# need COMMAND PACKAGE: a command of the machine, installed when root (none of these packages starts a service).
need() {
  if command -v "$1" >/dev/null; then return; fi
  if [ "$(id -u)" != 0 ]; then die "$1 is missing: install the package $2"; fi
  note "installing the package $2 for $1"
  apt-get -qq -o DPkg::Lock::Timeout=300 update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$2" >/dev/null
}
