package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was done for a delivery.
 *
 * @param phases how long each phase took, by the phase's word; a phase that was entered again is added up
 * @param pushes how many commits were pushed, for the delivery and its rollback
 * @param pushRetries how many of them were pushed since the branch had moved
 * @param writeBacks how long each write-back took, from its first push until the commit was in
 * @param failedIn the phase in which it failed, was refused or got no answer; empty for one that did not
 * @param building how long the build of its images took, where that is known
 * @param tests how many test cases there were, by their result's word
 */
public record DeliveryWork(
        Map<String, Duration> phases,
        int pushes,
        int pushRetries,
        List<Duration> writeBacks,
        Optional<String> failedIn,
        Optional<Duration> building,
        Map<String, Long> tests) {

    public static final DeliveryWork UNKNOWN =
            new DeliveryWork(Map.of(), 0, 0, List.of(), Optional.empty(), Optional.empty(), Map.of());

    public DeliveryWork {
        phases = Map.copyOf(phases);
        writeBacks = List.copyOf(writeBacks);
        tests = Map.copyOf(tests);
    }
}
