/**
 * Delivery figures as a page and {@code api/json} show them.
 *
 * <p>In come the engine's figures; out go beans, and lines of a table. Decides nothing. Knows the engine alone.
 */
package io.jenkins.plugins.gitops.figures;
