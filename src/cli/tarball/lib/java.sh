# Finds Java, and sets what gitops and gitops-archive start it with; sourced, never run. POSIX sh, and no process where it can
# be avoided: each one would make a short command slower.
#
# In: root, the folder of the installation.

# shellcheck shell=sh disable=SC2034,SC2154,SC3067

fail() {
  printf 'gitops: %s\n' "$1" >&2
  exit 1
}

# Sets java and java_version, or ends with one line.
find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    found="JAVA_HOME ($JAVA_HOME)"
    remedy='set JAVA_HOME to the folder of a newer one, or unset it to use the java in PATH'
    [ -x "$java" ] || fail "$found has no bin/java; set it to the folder of Java 17 or later, or unset it"
  else
    java=$(command -v java) || fail 'Java 17 or later is needed, and there is no java in PATH; install one, or set JAVA_HOME'
    found="$java"
    remedy='install a newer one, or set JAVA_HOME to its folder'
  fi
  find_java_version
  case ${java_version%%[!0-9]*} in
    '') fail "$found does not say which Java it is; Java 17 or later is needed: $remedy" ;;
    ? | 1[0-6]) fail "$found is Java $java_version, and Java 17 or later is needed: $remedy" ;;
  esac
}

# From the file that each JDK has; asking Java itself takes a tenth of a second.
find_java_version() {
  java_version=
  java_release=${java%/bin/java}/release
  if [ ! -r "$java_release" ]; then
    java_release=$(readlink -f "$java" 2>/dev/null) || java_release=
    java_release=${java_release%/bin/java}/release
  fi
  if [ -r "$java_release" ]; then
    while IFS='=' read -r java_key java_value; do
      if [ "$java_key" = JAVA_VERSION ]; then
        java_version=${java_value#\"}
        java_version=${java_version%\"*}
        return
      fi
    done <"$java_release"
  fi
  java_version=$("$java" -version 2>&1 | sed -n 's/^[^"]*version "\([^"]*\)".*/\1/p' | sed -n 1p)
}

# Sets archive_name, archive_folder (the user's) and archive: the classes that gitops-archive wrote for this build and this Java, into
# the installation or into the user's cache. Empty where there is none. An archive of others could hold any code, so the user's
# has to be the user's own. Java itself leaves out one that does not fit, but crashes on one that was cut off: so its name has its
# size.
find_archive() {
  archive_name=gitops-@project.version@-@gitops.commit@-java-$java_version
  archive_folder=${XDG_CACHE_HOME:-${HOME:-}/.cache}/gitops
  for archive in "$root/lib/archive/$archive_name-"*.jsa "$archive_folder/$archive_name-"*.jsa; do
    [ -r "$archive" ] || continue
    case $archive in
      "$root"/*) ;;
      *) [ -O "$archive" ] || continue ;;
    esac
    archive_size=${archive##*-}
    if [ "$(($(wc -c <"$archive")))" = "${archive_size%.jsa}" ]; then return; fi
  done
  archive=
}
