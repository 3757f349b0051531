package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.CountedNoun;

/** The counts that workloads report; one that is not reported is 0. */
record ReplicaCounts(JsonNode object) {

    long wanted() {
        return object.path("spec").path("replicas").asLong(1);
    }

    long status(String count) {
        return object.path("status").path(count).asLong();
    }

    /** When all is there that is wanted: current, and said where that is no pod at all. */
    static RuleResult allOf(long wanted, JsonNode object) {
        return wanted > 0 || PinnedImages.of(object).isEmpty()
                ? RuleResult.CURRENT
                : RuleResult.currentBut("NoPods", "it is to have no pods now, so none runs its image");
    }

    /** What is said of pods of an older template that are not replaced: the pods stay until somebody deletes them. */
    static RuleResult olderStay(long older, long wanted, String why) {
        return RuleResult.currentBut(
                "OldPods",
                older + " of " + CountedNoun.of(wanted, "pod") + (older == 1 ? " is" : " are")
                        + " still of an older template: " + why);
    }

    /** The result for a count that is not yet what it has to be: {@code 1 of 3 replicas updated}. */
    static RuleResult missing(long count, long wanted, String word) {
        return RuleResult.inProgress("RollingOut", count + " of " + wanted + " replicas " + word);
    }
}
