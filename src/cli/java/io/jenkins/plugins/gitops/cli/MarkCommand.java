package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.FileOption;
import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.figures.MarkCommit;
import io.jenkins.plugins.gitops.engine.delivery.figures.MarkRequest;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryMark.Kind;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.delivery.history.NoAnswerException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitops mark}: what a person says of a delivery after it has ended. */
@Command(
        name = "mark",
        description =
                "Marks a delivery for the figures by an empty commit on its branch. It changes nothing else, and no"
                        + " build is started for it.",
        mixinStandardHelpOptions = true)
final class MarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            description =
                    "Which delivery: its id, or at least seven digits of its commit; 'gitops history' lists them.")
    private String delivery;

    @ArgGroup(multiplicity = "1")
    private Said said;

    /** One of them. */
    static final class Said {

        @Option(names = "--failed", description = "It was healthy, and failed after all.")
        private boolean failed;

        @Option(names = "--hotfix", description = "It was made because of an incident.")
        private boolean hotfix;

        @Option(names = "--clear", description = "Take back what was said of it before.")
        private boolean clear;

        Kind kind() {
            if (clear) {
                return Kind.NONE;
            }
            return failed ? Kind.FAILED : Kind.HOTFIX;
        }
    }

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why; it stands in the commit and beside the figures.")
    private String reason;

    @Option(
            names = "--timeout",
            defaultValue = "2m",
            paramLabel = "TIME",
            description = "How long to try while others push (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Mixin
    private CommitOptions commits;

    @Mixin
    private FileOption file;

    @Mixin
    private GitOptions git;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    @Override
    public Integer call() throws InterruptedException {
        result.requireWritable();
        MarkRequest request = new MarkRequest(
                delivery, said.kind(), reason, git.remote(), commits.author(), commits.style(false), timeout);
        DeliveryConsole.destination(
                spec.commandLine().getErr(), "mark of " + delivery, Optional.empty(), Optional.of(request.remote()));
        try (RemoteBranch branch = git.open(request.remote(), state)) {
            MarkedDelivery marked =
                    new MarkCommit(branch, SteadyClock.SYSTEM, ThreadLocalRandom.current()).make(request);
            result.write(
                    spec,
                    marked,
                    marked.delivery() + " is marked: " + marked.mark().word() + " (commit "
                            + marked.revision().abbreviated() + ")");
        } catch (NoAnswerException e) {
            throw new CommandFailure(ExitCode.UNKNOWN, e);
        }
        return ExitCode.OK.number();
    }
}
