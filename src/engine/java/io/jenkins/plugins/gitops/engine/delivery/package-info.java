/**
 * The delivery: one state machine from request to outcome, and the record that lets it go on after a crash.
 *
 * <p>In come a request and the places (repository, cluster); out go a record, a commit with trailers and an outcome.
 * Conducts {@code git}, {@code manifest}, {@code cluster}, {@code image} and {@code metrics}; is known by the Jenkins
 * rooms and the command line, and decides everything that they would otherwise decide twice.
 */
package io.jenkins.plugins.gitops.engine.delivery;
