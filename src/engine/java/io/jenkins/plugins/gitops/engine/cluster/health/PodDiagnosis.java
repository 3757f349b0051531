package io.jenkins.plugins.gitops.engine.cluster.health;

import java.util.List;
import java.util.Optional;

/**
 * What pods, events and logs say about an object that is not current.
 *
 * @param worst the problem of the first of its pods in trouble
 * @param pods those in trouble, the worst first; a few at most
 * @param warning where no pod is to blame, what the cluster says of it
 * @param at when it was read, as {@link System#nanoTime} has it
 */
record PodDiagnosis(Optional<PodProblem> worst, List<PodReport> pods, Optional<String> warning, long at) {

    /** Whether a pod cannot start: that fails its workload at once. */
    boolean failed() {
        return worst.filter(problem -> problem.status() == HealthStatus.FAILED).isPresent();
    }

    /** What the object's rule said, after these: any trouble says more than a count, and lists cut a long line. */
    RuleResult with(RuleResult ruleResult) {
        if (worst.isEmpty()) {
            return warning.map(said -> new RuleResult(
                            ruleResult.status(), ruleResult.reason(), ruleResult.message() + "; " + said))
                    .orElse(ruleResult);
        }
        PodReport first = pods.get(0);
        return ruleResult.status() == HealthStatus.FAILED
                ? ruleResult
                : new RuleResult(
                        worst.get().status(),
                        worst.get().reason(),
                        "pod " + first.pod() + ": " + first.message() + "; " + ruleResult.message());
    }
}
