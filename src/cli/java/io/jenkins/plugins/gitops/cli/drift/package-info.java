/**
 * {@code gitops drift --watch}: which fields are left to others, which environments are watched, and the lines that are
 * printed of them.
 *
 * <p>In come the options and what the command opens; out go lines. What is drift, and what is put back, the engine decides.
 * Knows {@code engine.delivery.drift}, and what that knows.
 */
package io.jenkins.plugins.gitops.cli.drift;
