/**
 * Accounts of a cluster: who the server takes a credential for, and tokens of ServiceAccounts that end soon.
 *
 * <p>In come the name of an account and how long a token is wanted; out go tokens, and credentials that renew themselves.
 * Knows {@code api}.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.cluster.account;

import org.jspecify.annotations.NullMarked;
