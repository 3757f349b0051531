# Programs out of Debian's packages, without root and without a change to the machine; sourced, never run.
#
# GITOPS_CACHE  where they are kept between runs (default ~/.cache/gitops)

# shellcheck shell=bash source-path=SCRIPTDIR source=basics.sh
. "$(dirname "${BASH_SOURCE[0]}")/basics.sh"
CACHE=${GITOPS_CACHE:-$HOME/.cache/gitops}

# own_apt TOOL ARGUMENTS...: apt with lists of its own, sources included, made from the machine's own apt sources.
# So no root is needed, and nothing of the machine's package system changes.
own_apt() {
  local root=$CACHE/apt tool=$1
  shift
  "$tool" -qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$root/sources" -o Dir::Cache="$root/cache" \
    -o Dir::State::Lists="$root/lists" -o APT::Sandbox::User="$(id -un)" "$@"
}

update_own_apt() {
  local root=$CACHE/apt file name
  if [ -n "$(find "$root/updated" -mmin -720 2>/dev/null)" ]; then return; fi
  command -v apt-get >/dev/null || die "no apt here: put the program in PATH instead"
  rm -rf "$root/sources"
  mkdir -p "$root/sources" "$root/lists/partial" "$root/cache"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    name=${file##*/}
    case $file in
      *.sources) sed 's/^Types:.*/Types: deb deb-src/' "$file" >"$root/sources/$name" ;;
      *.list) if [ -f "$file" ]; then
          sed -En 's/^[[:space:]]*deb[[:space:]]+(.*)/deb \1\ndeb-src \1/p' "$file" >"$root/sources/$name"
        fi ;;
    esac
  done
  own_apt apt-get update >&2
  touch "$root/updated"
}

# unpacked PACKAGE: the folder in the cache that holds the package's files. It is unpacked, not installed: installing a
# server's package would start the server as a service, and some of them on every interface.
unpacked() {
  local target=$CACHE/packages/$1
  if [ ! -d "$target" ]; then
    (
      flock 9
      if [ -d "$target" ]; then exit; fi
      note "getting the package $1 into $CACHE"
      update_own_apt
      rm -rf "$CACHE"/packages/.new.*
      temporary=$(mktemp -d "$CACHE/packages/.new.XXXXXX")
      trap 'rm -rf "$temporary"' EXIT
      unpack "$1" "$temporary/root"
      mv -T "$temporary/root" "$target"
    ) 9>"$(lock_file packages)" || return 1
  fi
  printf '%s\n' "$target"
}

# unpack PACKAGE FOLDER
unpack() (
  mkdir -p "$2.deb"
  cd "$2.deb" || exit
  own_apt apt-get download "$1" >&2 || die "cannot get the package $1: put what it holds in PATH"
  dpkg-deb -x ./*.deb "$2"
  rm -r "$2.deb"
)

lock_file() { mkdir -p "$CACHE/packages"; printf '%s\n' "$CACHE/.$1.lock"; }

# installed COMMAND: the user's own in PATH; fails when there is none. Whoever has dev/ in PATH has scripts of the same names there.
installed() {
  local found
  while read -r found; do
    if ! [ "$found" -ef "$REPOSITORY/dev/$1" ]; then printf '%s\n' "$found"; return; fi
  done < <(type -aP "$1")
  return 1
}

# program COMMAND PACKAGE PATH-IN-PACKAGE: the user's own if there is one in PATH, else the package's.
program() {
  local root
  if installed "$1"; then return; fi
  root=$(unpacked "$2")
  printf '%s\n' "$root/$3"
}
