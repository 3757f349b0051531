package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The second half of the rule of kinds whose pods stay when their template changes: a rollout that made no pod of the newest
 * template has changed nothing.
 */
final class KeptPods {

    private static final int MOST_NAMES = 10;

    private KeptPods() {}

    /** @param all the object's pods */
    static RuleResult judge(JsonNode workload, List<JsonNode> all, RuleResult counts) {
        PinnedImages wanted = PinnedImages.of(workload);
        if (wanted.isEmpty() || new ReplicaCounts(workload).wanted() == 0) {
            return counts;
        }
        if (all.isEmpty()) {
            return RuleResult.currentBut("NotKnown", "its pods cannot be read, so it is not known what they run");
        }
        List<JsonNode> older = all.stream().filter(pod -> !wanted.sameIn(pod)).toList();
        if (older.isEmpty()) {
            return counts;
        }
        String why = "a " + workload.path("kind").asText()
                + " does not replace them. Make it a Deployment, or delete them: " + delete(older);
        return older.size() == all.size()
                ? RuleResult.failed("OldPods", "no pod runs its image, all are older: " + why)
                : ReplicaCounts.olderStay(older.size(), all.size(), why);
    }

    /** The command that deletes pods of one namespace. */
    static String delete(List<JsonNode> pods) {
        return "kubectl delete pod -n "
                + pods.get(0).path("metadata").path("namespace").asText()
                + pods.stream()
                        .limit(MOST_NAMES)
                        .map(pod -> " " + pod.path("metadata").path("name").asText())
                        .collect(Collectors.joining());
    }
}
