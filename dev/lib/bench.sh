# What the benchmarks share; sourced, never run.

# shellcheck shell=bash source-path=SCRIPTDIR source=basics.sh
. "$(dirname "${BASH_SOURCE[0]}")/basics.sh"

# run_bench CLASS ARGUMENTS...: a class of src/engine-test with a main method, in a JVM set up as a controller's, with a heap
# of $BENCH_HEAP.
run_bench() {
  need git git javac openjdk-17-jdk-headless mvn maven curl curl openssl openssl
  cd "$REPOSITORY" || exit
  note 'compiling'
  mvn -q -B -ntp -f engine-pom.xml -Dspotless.check.skip=true -Dspotbugs.skip=true test-compile >&2
  exec java "-Xmx${BENCH_HEAP:-1g}" -cp "$REPOSITORY/target/engine/test-classes:$REPOSITORY/target/engine/classes:$(cat target/engine/test.classpath)" "$@"
}
