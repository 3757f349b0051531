/**
 * The programs that render manifests, as child processes: found on the PATH, and run with limits of time, memory and output, without
 * a network where the system lets us.
 *
 * <p>In come a command and its environment; out go its exit code, its output and its last words. The command line starts and finds
 * its programs here too. Knows no other package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.manifest.program;

import org.jspecify.annotations.NullMarked;
