/**
 * Builds that wait for a person who lets them deliver.
 *
 * <p>In come the questions of the Pipeline step {@code input}, which is of another plugin: its types are in one class, and without
 * it nothing waits. Out go what waits, for pages and metrics, and calls of {@link io.jenkins.plugins.gitops.approvals.ApprovalListener}.
 * Who may answer, that step decides. Knows {@code builds} and what is below it.
 */
package io.jenkins.plugins.gitops.approvals;
