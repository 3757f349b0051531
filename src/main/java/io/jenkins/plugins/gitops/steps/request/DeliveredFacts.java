package io.jenkins.plugins.gitops.steps.request;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.builds.BuildFacts;
import io.jenkins.plugins.gitops.builds.StageTests;
import io.jenkins.plugins.gitops.deliveries.BranchCheck;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images and test results that a build delivers: its own and, where it restarts another build from a stage, what that one
 * had. All of it has to be of one commit.
 */
final class DeliveredFacts {

    private final Run<?, ?> build;
    private final List<BuildResult> own;
    private final List<BuildResult> takenImages;
    private final List<StageTests> takenTests;
    private final Optional<TestReport> ownTests;

    private DeliveredFacts(Run<?, ?> build, BuildFacts facts, boolean named) {
        this.build = build;
        this.own = named ? List.of() : facts.builds();
        this.takenImages = named ? List.of() : facts.takenImages();
        this.takenTests = facts.takenTests();
        this.ownTests = facts.tests();
    }

    /** @param named whether the step names the images itself */
    static DeliveredFacts of(Run<?, ?> build, boolean named) {
        return new DeliveredFacts(build, BuildFacts.of(build), named);
    }

    List<ImageReference> images() {
        return Stream.of(takenImages, own)
                .flatMap(List::stream)
                .map(BuildResult::image)
                .toList();
    }

    /** How long the builds of the images took together; none where there is no image. */
    Optional<Duration> building() {
        return Stream.of(takenImages, own)
                .flatMap(List::stream)
                .map(BuildResult::duration)
                .reduce(Duration::plus);
    }

    Optional<TestReport> tests() {
        return Stream.concat(takenTests.stream().map(StageTests::report), ownTests.stream())
                .reduce(TestReport::plus);
    }

    /**
     * The commit of the images: what this build checked out, or what the build that it restarts had.
     *
     * @throws GitopsException when it is not one commit
     */
    Optional<DeliverySource> source() {
        Optional<DeliverySource> here = EnvironmentAccess.source(build);
        if (takesNothing()) {
            return here;
        }
        Optional<DeliverySource> before = sourceBefore();
        boolean both = !own.isEmpty() || ownTests.isPresent();
        if (both && !commit(here).equals(commit(before))) {
            throw new GitopsException(
                    "This build built or tested " + commit(here) + ", and what it takes over from " + restarted()
                            + ", which it restarts, is of " + commit(before),
                    "Restart that one from its first stage, or start a new build");
        }
        return before;
    }

    private boolean takesNothing() {
        return takenImages.isEmpty() && takenTests.isEmpty();
    }

    private Optional<DeliverySource> sourceBefore() {
        List<Optional<DeliverySource>> sources = Stream.concat(
                        takenImages.stream().map(BuildResult::source),
                        takenTests.stream().map(StageTests::source))
                .distinct()
                .toList();
        if (sources.size() > 1) {
            throw new GitopsException(
                    "What this build takes over from " + restarted() + ", which it restarts, is of several commits",
                    "Start a new build");
        }
        return sources.get(0);
    }

    private static String commit(Optional<DeliverySource> source) {
        return source.map(DeliverySource::text).orElse("a commit that is not known");
    }

    /**
     * What is taken over has to be allowed in the environment as if that build delivered it.
     *
     * @throws GitopsException when it is not, or that build was deleted
     */
    void requireAllowed(EnvironmentEntry environment) {
        if (takesNothing()) {
            return;
        }
        for (int number : BuildFacts.of(build).restartedBuilds()) {
            Run<?, ?> original = build.getParent().getBuildByNumber(number);
            if (original == null) {
                throw new GitopsException(
                        name(number) + ", which this build restarts, was deleted, so it cannot be checked any more",
                        "Start a new build");
            }
            EnvironmentAccess.requireRestartable(environment.getName(), original);
            BranchCheck.objection(environment, original).ifPresent(objection -> {
                throw objection;
            });
        }
    }

    private String restarted() {
        List<Integer> builds = BuildFacts.of(build).restartedBuilds();
        return name(builds.get(builds.size() - 1));
    }

    private String name(int number) {
        return build.getParent().getFullDisplayName() + " #" + number;
    }

    /** For the log: what is taken over. */
    List<String> taken() {
        if (takesNothing()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        String from = "[gitops] From " + restarted() + ", which this build restarts: ";
        if (!takenImages.isEmpty()) {
            lines.add(from
                    + takenImages.stream()
                            .map(image -> image.image().toString())
                            .collect(Collectors.joining(", "))
                    + ", built from " + commit(sourceBefore()));
        }
        takenTests.stream()
                .map(StageTests::report)
                .reduce(TestReport::plus)
                .ifPresent(report -> lines.add(from + report.summary()));
        return lines;
    }
}
