/**
 * The Pipeline steps {@code gitopsBuild}, {@code gitopsTest} and {@code gitopsDeploy}: parameters, and executions that
 * watch a record. Knows {@code environments}, {@code deliveries}, {@code history} and the engine.
 */
package io.jenkins.plugins.gitops.steps;
