/**
 * Metrics: what is counted, by which formula, as plain samples.
 *
 * <p>In come finished deliveries as {@code delivery} tells them; out go families of samples that a Prometheus collector
 * or the command line writes out; totals can be kept as they are. Knows no other package.
 */
package io.jenkins.plugins.gitops.engine.metrics;
