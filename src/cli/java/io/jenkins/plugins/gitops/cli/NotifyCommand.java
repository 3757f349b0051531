package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.notification.DeliveryNotices;
import io.jenkins.plugins.gitops.cli.notification.NotifyFile;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.notification.TestNotification;
import io.jenkins.plugins.gitops.engine.notification.outbox.Outbox;
import io.jenkins.plugins.gitops.engine.notification.outbox.WaitingEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gitops notify}: tells what still waits, or tries the receivers. */
@Command(
        name = "notify",
        description =
                "Tells the receivers of a file what earlier commands could not tell them. With --test, sends each of"
                        + " them a test instead.",
        mixinStandardHelpOptions = true)
final class NotifyCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "YAML file with the receivers, as for --notify.")
    private Path file;

    @Option(names = "--test", description = "Send each receiver a test, and say what came of it.")
    private boolean test;

    @Option(
            names = "--application",
            paramLabel = "NAME",
            defaultValue = "test",
            description = "Application that the test names (default: ${DEFAULT-VALUE}).")
    private String application;

    @Option(
            names = "--environment",
            paramLabel = "NAME",
            defaultValue = "test",
            description = "Environment that the test names (default: ${DEFAULT-VALUE}).")
    private String environment;

    @Mixin
    private StateOptions state;

    @Mixin
    private ResultOptions result;

    /**
     * What came of one receiver.
     *
     * @param told whether it was told
     * @param text for people
     */
    private record Told(String receiver, boolean told, String text) {}

    /** What came of all. */
    private record Tried(List<Told> receivers) {}

    /** What still waits. */
    private record Left(List<WaitingEvents> waiting) {}

    @Override
    public Integer call() throws InterruptedException {
        List<Subscription> receivers = NotifyFile.read(file);
        result.requireWritable();
        return test ? tested(receivers) : sent(receivers);
    }

    private int sent(List<Subscription> receivers) throws InterruptedException {
        Consumer<GitopsException> warnings =
                DeliveryConsole.warningsTo(spec.commandLine().getErr());
        try (Outbox outbox = DeliveryNotices.outbox(receivers, state.notifications(), state.records(), warnings)) {
            outbox.settle(PATIENCE);
            List<WaitingEvents> waiting = outbox.waiting();
            if (waiting.isEmpty()) {
                result.write(spec, new Left(waiting), "Nothing waits to be told");
                return ExitCode.OK.number();
            }
            DeliveryNotices.warn(waiting, warnings);
            CommandError error = new CommandError(
                    ExitCode.FAILED, "Not all receivers could be told", "See the warnings, and try again");
            return result.write(spec, new Left(waiting), error.reason(), error);
        }
    }

    private int tested(List<Subscription> receivers) {
        TestNotification notification = new TestNotification(new DeliveryTarget(application, environment));
        List<Told> all =
                receivers.stream().map(each -> test(each, notification)).toList();
        String text =
                all.stream().map(told -> told.receiver() + ": " + told.text()).collect(Collectors.joining("\n"));
        if (all.stream().allMatch(Told::told)) {
            result.write(spec, new Tried(all), text);
            return ExitCode.OK.number();
        }
        return result.write(
                spec,
                new Tried(all),
                text,
                new CommandError(
                        ExitCode.FAILED, "Not all receivers could be told", "See what is said of each of them"));
    }

    private static Told test(Subscription receiver, TestNotification notification) {
        SendResult sent = notification.send(receiver.receiver());
        if (sent instanceof SendResult.Later later) {
            return new Told(receiver.name(), false, "not told: " + later.why());
        }
        if (sent instanceof SendResult.Refused refused) {
            return new Told(receiver.name(), false, "refused: " + refused.why() + "\n-> " + refused.remedy());
        }
        return new Told(
                receiver.name(),
                true,
                sent instanceof SendResult.Skipped skipped ? "nothing to test: " + skipped.why() : "told");
    }
}
