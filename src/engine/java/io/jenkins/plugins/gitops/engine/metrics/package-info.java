/**
 * Metrics of deliveries as plain samples: what is counted, and how it is computed.
 *
 * <p>In come finished deliveries that {@code delivery} reports; out go families of samples that a Prometheus collector
 * or the command line writes out; totals can be kept as they are. Knows no other package.
 */
package io.jenkins.plugins.gitops.engine.metrics;
