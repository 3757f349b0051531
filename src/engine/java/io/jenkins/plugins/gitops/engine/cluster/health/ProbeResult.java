package io.jenkins.plugins.gitops.engine.cluster.health;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What one look at one object saw.
 *
 * @param findings what was looked up beside it; absent where that was not needed
 */
record ProbeResult(ObjectHealth health, Optional<PodDiagnosis> diagnosis) {

    static ProbeResult of(ObjectRef ref, RuleResult judgement) {
        return new ProbeResult(health(ref, judgement, List.of()), Optional.empty());
    }

    static ProbeResult of(ObjectRef ref, RuleResult judgement, PodDiagnosis findings) {
        return new ProbeResult(health(ref, judgement, findings.pods()), Optional.of(findings));
    }

    private static ObjectHealth health(ObjectRef ref, RuleResult judgement, List<PodReport> pods) {
        return new ObjectHealth(ref, judgement.status(), judgement.reason(), judgement.message(), pods);
    }
}
