/**
 * What a build was checked out from, by the controller's own records, never by the workspace's.
 *
 * <p>In comes a build; out go the repository, the branch and the commit, whether only a plan is due (a change request, a
 * fork, a tag), and where the desired state is kept. Knows {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.checkout;
