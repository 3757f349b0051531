/**
 * The collector on Jenkins's metrics endpoint, there when the prometheus plugin is. Types of simpleclient stay in that
 * one class. Knows {@code deliveries} and the engine's metrics.
 */
package io.jenkins.plugins.gitops.monitoring;
