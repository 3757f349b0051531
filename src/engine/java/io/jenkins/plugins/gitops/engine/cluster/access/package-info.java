/**
 * How an API server is reached: its address, whom it trusts, and as whom.
 *
 * <p>In come a kubeconfig, or an address with a credential; out goes the way to one server. A credential may renew itself, or come
 * from a program, which somebody else runs: here nothing is run. What a file of a kubeconfig could make this process read or
 * run is refused. Knows no other package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.cluster.access;

import org.jspecify.annotations.NullMarked;
