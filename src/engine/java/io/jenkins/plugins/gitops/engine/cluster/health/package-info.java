/**
 * Health: whether an object is as it should be, and if not, why.
 *
 * <p>One rule for each kind, a function of the object alone; a probe that also reads the pods, events and logs of what is
 * not healthy. Pods that keep a StatefulSet from going on are deleted here too. The rules follow kstatus and Argo's gitops-engine; each says where it differs. A new kind is a rule, a line
 * in {@link io.jenkins.plugins.gitops.engine.cluster.health.HealthRules}, and a line in the table of known kinds. Knows
 * {@code api}.
 */
package io.jenkins.plugins.gitops.engine.cluster.health;
