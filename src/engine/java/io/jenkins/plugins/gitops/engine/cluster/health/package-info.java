/**
 * When an object is as it should be: one rule per kind, each a function of the object alone.
 *
 * <p>In comes an object as the API server has it; out goes a judgement with its reason. The rules follow kstatus and
 * Argo's gitops-engine, with the differences told beside each. A new kind is a rule and a line in
 * {@link io.jenkins.plugins.gitops.engine.cluster.health.HealthRules}. Knows no other package.
 */
package io.jenkins.plugins.gitops.engine.cluster.health;
