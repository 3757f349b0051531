/**
 * How a Git server is reached: address, credential, HTTP or SSH, proxy, and what its failures mean.
 *
 * <p>In come a remote and credentials; out go the tips of branches, objects, and the server's answer to a push. A failure
 * becomes an error that says who can do what about it. Knows {@code object}, {@code queue} and {@code transfer}.
 */
package io.jenkins.plugins.gitops.engine.git.remote;
