/**
 * The Pipeline steps {@code gitopsBuild}, {@code gitopsTest}, {@code gitopsDeploy}, {@code gitopsSync}, {@code gitopsDrift} and
 * {@code gitopsDelete}, and {@code gitopsResults}, which returns what they did.
 *
 * <p>A step is its parameters and an execution that watches a record. Knows {@code steps.request}, {@code builds},
 * {@code deliveries}, {@code access}, {@code checkout}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.steps;
