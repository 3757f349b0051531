/**
 * What people look at: the build page with what was built, tested and delivered, and the job page with what runs where.
 *
 * <p>In come records; out go pages and {@code api/json}. Decides nothing. Knows {@code deliveries} and the engine.
 */
package io.jenkins.plugins.gitops.history;
