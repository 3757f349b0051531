/**
 * The requests of deliveries: from the parameters of a step, what its build has built, gitops.yaml and the configuration.
 *
 * <p>In come {@link io.jenkins.plugins.gitops.steps.request.DeployParameters} and a build; out goes a request that the engine
 * carries out, or a refusal. Knows {@code builds}, {@code applications} and what is below them, and no step.
 */
package io.jenkins.plugins.gitops.steps.request;
