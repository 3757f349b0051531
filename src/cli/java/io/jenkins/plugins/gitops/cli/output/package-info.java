/**
 * What a command prints: results as text, JSON or YAML, progress and errors for people, and what was asked of servers.
 *
 * <p>In come results and errors; out go texts and documents. Knows {@code cli.exit}.
 */
package io.jenkins.plugins.gitops.cli.output;
