/**
 * Delivery figures as a page and {@code api/json} show them, and those of many jobs, kept in memory.
 *
 * <p>In come the engine's figures, branches and builds' records; out go beans, and lines of a table. Knows {@code branches},
 * {@code builds} and what is below them.
 */
package io.jenkins.plugins.gitops.figures;
