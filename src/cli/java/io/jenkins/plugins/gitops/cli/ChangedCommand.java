package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.cli.several.ListedApplication;
import io.jenkins.plugins.gitops.cli.several.SeveralDeliveries;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code gitops changed}: which applications are touched, and why. */
@Command(
        name = "changed",
        description = {
            "Lists the applications of gitops.yaml, in the order in which they are delivered, with those that are"
                    + " touched since their newest healthy delivery to the environment, and why. Changes nothing. The exit"
                    + " code is 0 whether some are touched or not; with --exit-code it is 1 when some are."
        },
        mixinStandardHelpOptions = true)
final class ChangedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private EnvironmentOption environment;

    @Option(names = "--exit-code", description = "End with 1 when an application is touched.")
    private boolean exitCode;

    @Mixin
    private GitOptions git;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() {
        result.requireWritable();
        SeveralDeliveries.Listing listing = new SeveralDeliveries(
                        options -> DeployCommand.one(spec, options),
                        spec.commandLine().getErr(),
                        environment.applications(),
                        environment.name(),
                        false,
                        Map.of(),
                        Set.of(),
                        false)
                .list();
        result.write(spec, listing, SeveralDeliveries.text(listing));
        boolean some = listing.applications().stream().anyMatch(ListedApplication::countsAsTouched);
        return exitCode && some ? ExitCode.FAILED.number() : ExitCode.OK.number();
    }
}
