package io.jenkins.plugins.gitops.engine.cluster.health;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What one look at one object saw.
 *
 * @param findings what was looked up beside it; absent where that was not needed
 */
record Sight(ObjectHealth health, Optional<Findings> findings) {

    static Sight of(ObjectRef ref, Judgement judgement) {
        return new Sight(health(ref, judgement, List.of()), Optional.empty());
    }

    static Sight of(ObjectRef ref, Judgement judgement, Findings findings) {
        return new Sight(health(ref, judgement, findings.pods()), Optional.of(findings));
    }

    private static ObjectHealth health(ObjectRef ref, Judgement judgement, List<PodTrouble> pods) {
        return new ObjectHealth(ref, judgement.status(), judgement.reason(), judgement.message(), pods);
    }
}
