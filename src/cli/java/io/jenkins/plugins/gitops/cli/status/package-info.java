/**
 * What {@code gitops status} shows: which environments, as a table, as details, and as lines of what changed.
 *
 * <p>In come gitops.yaml and what the engine read of each environment; out go texts. Knows {@code cli.application} and
 * {@code engine.delivery}.
 */
package io.jenkins.plugins.gitops.cli.status;
