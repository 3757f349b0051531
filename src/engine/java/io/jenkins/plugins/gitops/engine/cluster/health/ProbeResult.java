package io.jenkins.plugins.gitops.engine.cluster.health;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * The result of one probe of one object.
 *
 * @param diagnosis what its pods, events and logs say; absent where that was not needed
 */
record ProbeResult(ObjectHealth health, Optional<PodDiagnosis> diagnosis) {

    static ProbeResult of(ObjectRef ref, RuleResult result) {
        return new ProbeResult(health(ref, result, List.of()), Optional.empty());
    }

    static ProbeResult of(ObjectRef ref, RuleResult result, PodDiagnosis findings) {
        return new ProbeResult(health(ref, result, findings.pods()), Optional.of(findings));
    }

    private static ObjectHealth health(ObjectRef ref, RuleResult result, List<PodReport> pods) {
        return new ObjectHealth(ref, result.status(), result.reason(), result.message(), pods);
    }
}
