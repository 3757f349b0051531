package io.jenkins.plugins.gitops.engine.cluster.health;

import com.fasterxml.jackson.databind.JsonNode;

/** The counts that workloads report; one that is not reported is 0. */
record ReplicaCounts(JsonNode object) {

    long wanted() {
        return object.path("spec").path("replicas").asLong(1);
    }

    long status(String count) {
        return object.path("status").path(count).asLong();
    }

    /** The result for a count that is not yet what it has to be: {@code 1 of 3 replicas updated}. */
    static RuleResult missing(long count, long wanted, String word) {
        return RuleResult.inProgress("RollingOut", count + " of " + wanted + " replicas " + word);
    }
}
