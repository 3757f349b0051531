package io.jenkins.plugins.gitops.engine.cluster.health;

import java.util.List;
import java.util.Optional;

/**
 * What was found beside an object that is not current.
 *
 * @param worst the problem of the first of its pods in trouble
 * @param pods those in trouble, the worst first; a few at most
 * @param warning where no pod is to blame, what the cluster says of it
 * @param at when it was looked up, as {@link System#nanoTime} has it
 */
record PodDiagnosis(Optional<PodProblem> worst, List<PodReport> pods, Optional<String> warning, long at) {

    /** Whether a pod cannot start: that fails its workload at once. */
    boolean failed() {
        return worst.filter(problem -> problem.status() == HealthStatus.FAILED).isPresent();
    }

    /** What the object's rule said, and these with it: any trouble says more than a count. */
    RuleResult with(RuleResult judgement) {
        if (worst.isEmpty()) {
            return warning.map(said ->
                            new RuleResult(judgement.status(), judgement.reason(), judgement.message() + "; " + said))
                    .orElse(judgement);
        }
        PodReport first = pods.get(0);
        return judgement.status() == HealthStatus.FAILED
                ? judgement
                : new RuleResult(
                        worst.get().status(),
                        worst.get().reason(),
                        judgement.message() + "; pod " + first.pod() + ": " + first.message());
    }
}
