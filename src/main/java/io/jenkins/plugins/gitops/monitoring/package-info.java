/**
 * What is counted on this controller, and the collector that puts it on Jenkins' metrics endpoint when the prometheus
 * plugin is there. Types of simpleclient stay in that one class. Knows {@code approvals}, {@code deliveries}, {@code drift},
 * {@code figures}, {@code notifications} and the engine's metrics.
 */
package io.jenkins.plugins.gitops.monitoring;
