package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The rule of each kind, and one for all the others. */
public final class HealthRules {

    private static final HealthRule EXISTS = object -> RuleResult.CURRENT;

    private static final Map<String, HealthRule> RULES = Map.ofEntries(
            Map.entry("Deployment.apps", new DeploymentRule().onceObserved()),
            Map.entry("StatefulSet.apps", new StatefulSetRule().onceObserved()),
            Map.entry("DaemonSet.apps", new DaemonSetRule().onceObserved()),
            Map.entry("ReplicaSet.apps", new ReplicaSetRule().onceObserved()),
            // A Job counts no generations: its template cannot change.
            Map.entry("Job.batch", new JobRule()),
            Map.entry("CronJob.batch", EXISTS),
            Map.entry("Pod", new PodRule()),
            Map.entry("PersistentVolumeClaim", SmallRules::volumeClaim),
            Map.entry("Service", SmallRules::service),
            Map.entry("Namespace", SmallRules::namespace),
            Map.entry("CustomResourceDefinition.apiextensions.k8s.io", SmallRules::definition),
            Map.entry("APIService.apiregistration.k8s.io", SmallRules::aggregatedApi),
            Map.entry("HorizontalPodAutoscaler.autoscaling", SmallRules::autoscaler),
            Map.entry("PodDisruptionBudget.policy", EXISTS.onceObserved()),
            // Many ingress controllers never write an address: to wait for one would be to wait forever.
            Map.entry("Ingress.networking.k8s.io", EXISTS));

    private HealthRules() {}

    /** @param groupKind {@code Deployment.apps}; the kind alone in the core group */
    public static RuleResult evaluate(String groupKind, JsonNode object) {
        if (object.path("metadata").has("deletionTimestamp")) {
            return RuleResult.inProgress("Deleting", "it is being deleted");
        }
        return RULES.getOrDefault(groupKind, SmallRules::other).evaluate(object);
    }
}
