package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.cli.workspace.TestResult;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gitops deploy}: commit, apply, wait, and roll back when it fails. */
@Command(
        name = "deploy",
        description =
                "Writes images to Git as one commit, makes the cluster equal to it, waits until it is healthy, and"
                        + " rolls back by a commit when it is not. Without an image, the manifests are delivered as they"
                        + " are on the branch.",
        mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer> {

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = "--application",
            paramLabel = "NAME",
            description =
                    "Name of the application (default: the last part of the only image's name; without an image it is"
                            + " needed).")
    private String application;

    @Option(names = "--image", paramLabel = "IMAGE", description = "Image with its digest; may be repeated.")
    private List<ImageReference> images = List.of();

    @Option(
            names = "--build-result",
            paramLabel = "FILE",
            description = "What 'gitops build --result' wrote; may be repeated.")
    private List<Path> builds = List.of();

    @Option(names = "--tests", paramLabel = "FILE", description = "What 'gitops test --result' wrote.")
    private Path tests;

    @Option(names = "--require-tests", description = "Refuse without a test result.")
    private boolean requireTests;

    @Option(
            names = "--source",
            paramLabel = "URL@COMMIT",
            description = "The commit that was built (default: the build result's; of an --image it is not known).")
    private String source;

    @Option(
            names = "--allow-dirty",
            description = "Deploy what was built or tested in a work tree with uncommitted changes.")
    private boolean allowDirty;

    @Option(
            names = "--allow-newer-manifests",
            description = "Deploy although the manifests changed after the built commit.")
    private boolean allowNewerManifests;

    @Option(names = "--release-hold", description = "Deploy although this commit was rolled back before.")
    private boolean releaseHold;

    @Mixin
    private DeliveryOptions common;

    @Override
    public Integer call() throws Exception {
        List<BuildResult> built = builds.stream().map(ResultFile::build).toList();
        List<ImageReference> all = new ArrayList<>(images);
        built.forEach(build -> all.add(build.image()));
        ClusterAccess access = common.access();
        DeliveryTarget target = new DeliveryTarget(
                application != null ? application : DeployRequest.defaultApplication(all), environment.name());
        DeployOptions options = common.options(access);
        Optional<TestResult> tested = Optional.ofNullable(tests).map(ResultFile::tests);
        // Manifests alone are what was tested, where that was.
        Optional<DeliverySource> known =
                source(built).or(() -> all.isEmpty() ? tested.flatMap(TestResult::source) : Optional.empty());
        DeployRequest request = DeployRequest.deploy(
                        common.destination(target, access),
                        common.requester(),
                        all,
                        options.with(options.safety()
                                .withRequireTests(requireTests)
                                .withAllowNewerManifests(allowNewerManifests)
                                .withReleaseHold(releaseHold)))
                .withSource(known)
                .withTests(report(tested, known, all))
                .withBuilding(built.stream().map(BuildResult::duration).reduce(Duration::plus));
        return common.run(request, access);
    }

    private Optional<TestReport> report(
            Optional<TestResult> result, Optional<DeliverySource> built, List<ImageReference> all) {
        result.flatMap(TestResult::source).ifPresent(commit -> requireClean(commit, "The tests ran in"));
        return result.map(found -> found.of(built, all));
    }

    private Optional<DeliverySource> source(List<BuildResult> built) {
        if (source != null) {
            return Optional.of(DeliverySource.parse(source)
                    .filter(commit -> !commit.dirty())
                    .orElseThrow(() -> new GitopsException(
                            "'" + source + "' is not a source", "Write it as URL@COMMIT with the full commit id")));
        }
        List<DeliverySource> sources = built.stream()
                .map(BuildResult::source)
                .flatMap(Optional::stream)
                .toList();
        sources.forEach(commit -> requireClean(commit, "The image was built in"));
        // One of several that is dirty makes the delivery so.
        return sources.stream().filter(DeliverySource::dirty).findFirst().or(() -> sources.stream()
                .findFirst());
    }

    private void requireClean(DeliverySource commit, String what) {
        if (commit.dirty() && !allowDirty) {
            throw new GitopsException(
                    what + " a work tree with uncommitted changes (" + commit.commit()
                            + "), so the commit does not say what it is",
                    "Commit the changes, and build and test again; or deliver it all the same (--allow-dirty)");
        }
    }
}
