package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gitops diff}: what a deploy would change. */
@Command(
        name = "diff",
        description = {
            "Shows what a deploy would change in Git and in the cluster, field by field, as the API server says by a dry run."
                    + " Secrets are masked. It is the plan that 'gitops deploy --dry-run' shows. Changes nothing; options for"
                    + " commits and waiting have no effect.",
            "The exit code is 0 when nothing differs and 1 when something does. All others are errors."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {

    @Mixin
    private EnvironmentOption environment;

    @Option(
            names = "--application",
            paramLabel = "NAME",
            description =
                    "Name of the application (default: the last part of the only image's name; without an image it is"
                            + " needed).")
    private String application;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description =
                    "Image with its digest; may be repeated. Without one, the manifests are compared as they are.")
    private List<ImageReference> images = List.of();

    @Option(
            names = "--build-result",
            paramLabel = "FILE",
            description = "What 'gitops build --result' wrote; may be repeated.")
    private List<Path> builds = List.of();

    @Mixin
    private DeliveryOptions common;

    @Override
    public Integer call() throws InterruptedException {
        List<ImageReference> all = new ArrayList<>(images);
        builds.stream().map(ResultFile::build).map(BuildResult::image).forEach(all::add);
        ClusterAccess access = common.access();
        DeliveryTarget target = new DeliveryTarget(
                application != null ? application : DeployRequest.defaultApplication(all), environment.name());
        DeployOptions options = common.options(access);
        return common.compare(
                DeployRequest.deploy(
                        common.destination(target, access),
                        common.requester(),
                        all,
                        options.with(options.safety().withReleaseHold(true))),
                access);
    }
}
