package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.NotDelivered;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/**
 * What {@code gitopsResults} returns to the script: what this build has built, tested and delivered until now. It is read from
 * what the build stored, so steps that failed and a restart in between do not matter.
 */
public final class BuildResults implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ArrayList<DeployResult> deliveries;
    private final ArrayList<ImageResult> images;
    private final TestResult tests;

    private BuildResults(List<DeployResult> deliveries, List<ImageResult> images, TestResult tests) {
        this.deliveries = new ArrayList<>(deliveries);
        this.images = new ArrayList<>(images);
        this.tests = tests;
    }

    private record Ended(Instant at, DeployResult result) {}

    static BuildResults of(BuildFacts facts) {
        List<Ended> ended = new ArrayList<>();
        for (DeployRecord record : facts.stored().records()) {
            DeployResult.of(record)
                    .ifPresent(result ->
                            ended.add(new Ended(record.ending().orElseThrow().at(), result)));
        }
        for (NotDelivered step : facts.notDelivered()) {
            ended.add(new Ended(step.at(), DeployResult.of(step)));
        }
        ended.sort(Comparator.comparing(Ended::at));
        return new BuildResults(
                ended.stream().map(Ended::result).toList(),
                facts.builds().stream()
                        .map(built -> new ImageResult(built.image()))
                        .toList(),
                facts.tests().map(TestResult::new).orElse(null));
    }

    /** How the deploys of this build ended, in the order in which they did. */
    @Whitelisted
    public List<DeployResult> getDeliveries() {
        return new ArrayList<>(deliveries);
    }

    /** The newest of them; null when none has ended. */
    @Whitelisted
    public DeployResult getDelivery() {
        return deliveries.isEmpty() ? null : deliveries.get(deliveries.size() - 1);
    }

    /** What this build built, the oldest first. */
    @Whitelisted
    public List<ImageResult> getImages() {
        return new ArrayList<>(images);
    }

    /** The sum of all tests of this build; null when none ran. */
    @Whitelisted
    public TestResult getTests() {
        return tests;
    }
}
