/**
 * Decides which builds do not run: those that only deliveries' own commits have triggered.
 *
 * <p>In come items of Jenkins' queue that polling, a webhook or an indexing has put there; some of them are cancelled.
 * Knows {@code deliveries}, {@code checkout}, {@code access}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.triggers;
