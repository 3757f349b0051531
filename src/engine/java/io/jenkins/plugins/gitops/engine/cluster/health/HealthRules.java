package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import java.util.Map;
import java.util.stream.Collectors;

/** The health rule of each kind, and one for all the others. */
public final class HealthRules {

    private static final HealthRule EXISTS = object -> RuleResult.CURRENT;

    private static final Map<KnownKind, HealthRule> RULES = Map.ofEntries(
            Map.entry(KnownKind.DEPLOYMENT, new DeploymentRule().onceObserved()),
            Map.entry(KnownKind.STATEFUL_SET, new StatefulSetRule().onceObserved()),
            Map.entry(KnownKind.DAEMON_SET, new DaemonSetRule().onceObserved()),
            Map.entry(KnownKind.REPLICA_SET, new ReplicaSetRule().onceObserved()),
            Map.entry(KnownKind.REPLICATION_CONTROLLER, new ReplicaSetRule().onceObserved()),
            Map.entry(KnownKind.ROLLOUT, new RolloutRule().onceObserved()),
            Map.entry(KnownKind.FLUX_HELM_RELEASE, new FluxRule()),
            Map.entry(KnownKind.FLUX_KUSTOMIZATION, new FluxRule()),
            Map.entry(KnownKind.ARGO_APPLICATION, new ArgoApplicationRule()),
            Map.entry(KnownKind.ARGO_APPLICATION_SET, SmallRules::applicationSet),
            // A Job counts no generations: its template cannot change.
            Map.entry(KnownKind.JOB, new JobRule()),
            Map.entry(KnownKind.CRON_JOB, SmallRules::cronJob),
            Map.entry(KnownKind.POD, new PodRule()),
            Map.entry(KnownKind.PERSISTENT_VOLUME_CLAIM, SmallRules::volumeClaim),
            Map.entry(KnownKind.SERVICE, SmallRules::service),
            Map.entry(KnownKind.NAMESPACE, SmallRules::namespace),
            Map.entry(KnownKind.CUSTOM_RESOURCE_DEFINITION, SmallRules::definition),
            Map.entry(KnownKind.API_SERVICE, SmallRules::aggregatedApi),
            Map.entry(KnownKind.HORIZONTAL_POD_AUTOSCALER, SmallRules::autoscaler),
            Map.entry(KnownKind.POD_DISRUPTION_BUDGET, SmallRules::disruptionBudget),
            // Many ingress controllers never write an address: to wait for one would be to wait forever.
            Map.entry(KnownKind.INGRESS, EXISTS));

    private static final HealthRule BY_CONDITIONS = new ConditionsRule();

    private HealthRules() {}

    /** @param groupKind {@code Deployment.apps}; the kind alone in the core group */
    public static RuleResult evaluate(String groupKind, JsonNode object) {
        JsonNode metadata = object.path("metadata");
        if (metadata.has("deletionTimestamp")) {
            String finalizers = ClusterJson.items(metadata.path("finalizers")).stream()
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(", "));
            return RuleResult.inProgress(
                    "Deleting",
                    finalizers.isEmpty()
                            ? "it is being deleted"
                            : "it is being deleted, and waits until somebody takes its finalizers off: " + finalizers);
        }
        return RULES.getOrDefault(KnownKind.of(groupKind), BY_CONDITIONS).evaluate(object);
    }
}
