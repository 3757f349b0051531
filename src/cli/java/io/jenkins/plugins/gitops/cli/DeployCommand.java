package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.several.OneDelivery;
import io.jenkins.plugins.gitops.cli.several.SeveralDeliveries;
import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.cli.workspace.TestResult;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.changes.ApplicationChanges;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops deploy}: commit, apply, wait, and roll back when it fails. */
@Command(
        name = "deploy",
        description =
                "Writes images to Git as one commit, makes the cluster equal to it, waits until it is healthy, and"
                        + " rolls back by a commit when it is not. Without an image, the manifests are delivered as they"
                        + " are on the branch.",
        mixinStandardHelpOptions = true)
final class DeployCommand implements Callable<Integer>, OneDelivery {

    static final String IMAGE = "--image";
    static final String BUILD_RESULT = "--build-result";

    /** What is of them all, or of one alone. */
    private static final Set<String> OUTSIDE =
            Set.of("--changed", "--all", "--json", "--result", "--dry-run", "--exit-code", IMAGE, BUILD_RESULT);

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = "--application",
            paramLabel = "NAME",
            description =
                    "Name of the application (default: the last part of the only image's name; without an image it is"
                            + " needed).")
    private String application;

    @Option(names = IMAGE, paramLabel = "IMAGE", description = "Image with its digest; may be repeated.")
    private List<ImageReference> images = List.of();

    @Option(
            names = BUILD_RESULT,
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

    @Option(
            names = "--changed",
            description =
                    "Deliver those applications of gitops.yaml that are touched since their newest healthy delivery,"
                            + " each after those that it depends on; 'gitops changed' lists them.")
    private boolean changed;

    @Option(names = "--all", description = "Deliver all applications of gitops.yaml, in that order.")
    private boolean all;

    @Mixin
    private DeliveryOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (changed || all) {
            common.result().requireWritable();
            SeveralDeliveries.Listing ended = several().run();
            String text = SeveralDeliveries.text(ended);
            Optional<CommandError> wrong = ended.wrong();
            if (wrong.isPresent()) {
                return common.result().write(spec, ended, text, wrong.get());
            }
            common.result().write(spec, ended, text);
            return ExitCode.OK.number();
        }
        List<BuildResult> built = built();
        ClusterAccess access = common.access();
        return common.run(request(built, access, Optional.empty()), access);
    }

    private SeveralDeliveries several() {
        List<String> ofOne = List.of("--application", "--manifests", "--values");
        spec.commandLine().getParseResult().matchedOptionsSet().stream()
                .map(OptionSpec::longestName)
                .filter(ofOne::contains)
                .findFirst()
                .ifPresent(option -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            option + " is of one application, and " + (changed ? "--changed" : "--all")
                                    + " takes them from gitops.yaml");
                });
        if (changed && all) {
            throw new ParameterException(spec.commandLine(), "--changed and --all are two different things");
        }
        Map<ImageReference, String> given = new LinkedHashMap<>();
        images.forEach(image -> given.put(image, IMAGE + "=" + image));
        Set<ImageReference> unknown = new HashSet<>(source == null ? images : List.of());
        for (Path file : builds) {
            BuildResult built = ResultFile.build(file);
            given.put(built.image(), BUILD_RESULT + "=" + file);
            if (built.source().isEmpty() && source == null) {
                unknown.add(built.image());
            }
        }
        return new SeveralDeliveries(
                options -> one(spec, options),
                spec.commandLine().getErr(),
                environment.applications(),
                environment.name(),
                all,
                given,
                unknown,
                common.dryRun());
    }

    /**
     * The deploy of one application, with the options of a command of several and its own.
     *
     * @param several the command that was given
     */
    static OneDelivery one(CommandSpec several, List<String> own) {
        List<String> options = new ArrayList<>();
        for (OptionSpec option : several.commandLine().getParseResult().matchedOptionsSet()) {
            String name = option.longestName();
            if (OUTSIDE.contains(name)) {
                continue;
            }
            if (option.typeInfo().isBoolean()) {
                options.add(name + "=" + option.getValue());
            } else {
                option.originalStringValues().forEach(text -> options.add(name + "=" + text));
            }
        }
        options.addAll(own);
        return GitopsCommand.deploy(options, several);
    }

    @Override
    public ApplicationChanges changes(Set<String> paths, Set<String> manifests) {
        return common.changes(new DeliveryTarget(application, environment.name()), paths, manifests, common.access());
    }

    @Override
    public DeployRecord deliver() throws InterruptedException {
        ClusterAccess access = common.access();
        return common.one(access).deliverOne(request(built(), access, common.checkedOut()));
    }

    @Override
    public DeliveryPreview preview() throws InterruptedException {
        ClusterAccess access = common.access();
        return common.one(access).preview(request(built(), access, common.checkedOut()));
    }

    private List<BuildResult> built() {
        return builds.stream().map(ResultFile::build).toList();
    }

    /** @param checkedOut counts as the source where there is no image, and no tests say another one */
    private DeployRequest request(List<BuildResult> built, ClusterAccess access, Optional<DeliverySource> checkedOut) {
        common.warnUnpushed();
        List<ImageReference> delivered = new ArrayList<>(images);
        built.forEach(build -> delivered.add(build.image()));
        DeliveryTarget target = new DeliveryTarget(
                application != null ? application : DeployRequest.defaultApplication(delivered), environment.name());
        DeployOptions options = common.options(access);
        Optional<TestResult> tested = Optional.ofNullable(tests).map(ResultFile::tests);
        // Manifests alone are what was tested, where that was.
        Optional<DeliverySource> known = source(built)
                .or(() -> delivered.isEmpty()
                        ? tested.flatMap(TestResult::source).or(() -> checkedOut)
                        : Optional.empty());
        return DeployRequest.deploy(
                        common.destination(target, access),
                        common.requester(),
                        delivered,
                        options.with(options.safety()
                                .withRequireTests(requireTests)
                                .withAllowNewerManifests(allowNewerManifests)
                                .withReleaseHold(releaseHold)))
                .withSource(known)
                .withTests(report(tested, known, delivered))
                .withBuilding(built.stream().map(BuildResult::duration).reduce(Duration::plus));
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
