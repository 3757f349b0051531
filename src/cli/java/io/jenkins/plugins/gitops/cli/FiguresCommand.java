package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.FileOption;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.figures.BranchFigures;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops figures}: how the deliveries of a branch go. */
@Command(
        name = "figures",
        description = "Shows how often, how fast and how well a branch's deliveries go, for each application and"
                + " environment: the figures of DORA over 30 and 90 days, each beside that of the time before."
                + " What commits say is believed.",
        mixinStandardHelpOptions = true)
final class FiguresCommand implements Callable<Integer> {

    private static final int MOST_DAYS = 3650;

    @Spec
    private CommandSpec spec;

    @Option(names = "--application", paramLabel = "NAME", description = "Only of this application.")
    private String application;

    @Option(
            names = {"-e", "--environment"},
            paramLabel = "NAME",
            description = "Only of this environment.")
    private String environment;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "Over so many days, instead of 30 and 90; may be repeated.")
    private List<Integer> days = TargetFigures.USUAL_DAYS;

    @Mixin
    private FileOption file;

    @Mixin
    private GitOptions git;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() {
        if (days.stream().anyMatch(number -> number < 1 || number > MOST_DAYS)) {
            throw new ParameterException(
                    spec.commandLine(), "Invalid value for option '--days': it must be from 1 to " + MOST_DAYS);
        }
        GitRemote remote = git.remote();
        try (RemoteBranch branch = git.open(remote, state)) {
            BranchFigures figures = BranchFigures.read(
                    branch,
                    remote,
                    branch.fetchTipOfHistory(),
                    this::wanted,
                    KnownResults.of(state.records()),
                    SteadyClock.SYSTEM.instant().truncatedTo(ChronoUnit.SECONDS),
                    days);
            result.write(spec, figures, figures.text());
        }
        return ExitCode.OK.number();
    }

    private boolean wanted(DeliveryTarget target) {
        return (application == null || application.equals(target.application()))
                && (environment == null || environment.equals(target.environment()));
    }
}
