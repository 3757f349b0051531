package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.CommandFailure;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.notification.DeliveryNotices;
import io.jenkins.plugins.gitops.cli.notification.NotifyOption;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.delivery.Delivery;
import io.jenkins.plugins.gitops.engine.delivery.DeliveryPreview;
import io.jenkins.plugins.gitops.engine.delivery.ResultNotes;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEnding;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** Opens what a delivery needs, runs it to its end, and prints how it ended. */
final class DeliveryRun {

    private final CommandSpec spec;
    private final GitOptions git;
    private final ClusterAccess access;
    private final StateOptions state;
    private final NotifyOption receivers;

    DeliveryRun(CommandSpec spec, GitOptions git, ClusterAccess access, StateOptions state, NotifyOption receivers) {
        this.spec = spec;
        this.git = git;
        this.access = access;
        this.state = state;
        this.receivers = receivers;
    }

    /** A new delivery, from the request to the exit code. */
    int deliver(DeployRequest request, ResultOptions result) throws InterruptedException {
        result.requireWritable();
        return begin(request, ended -> tell(ended, result));
    }

    /** As above, of one of several. Its end is told on standard error, and the result of them all is the caller's. */
    DeployRecord deliverOne(DeployRequest request) throws InterruptedException {
        return begin(request, ended -> {
            PrintWriter err = spec.commandLine().getErr();
            err.println(DeliveryConsole.ending(ended));
            err.flush();
            return ended;
        });
    }

    private <T> T begin(DeployRequest request, Function<DeployRecord, T> told) throws InterruptedException {
        try (DeliveryNotices notices = notices()) {
            announce(request);
            return with(request, site -> {
                Delivery delivery = new Delivery(state.records());
                DeployId id = DeployId.next(site.clock().start(), site.random());
                try (ProcessLock ignored = state.records().lock(id)) {
                    return finish(delivery, delivery.begin(id, request), site, notices, told);
                }
            });
        }
    }

    /** A delivery that was interrupted. */
    int resume(DeployRecord record, ResultOptions result) throws InterruptedException {
        result.requireWritable();
        try (DeliveryNotices notices = notices()) {
            announce(record.request());
            return with(record.request(), site -> {
                Delivery delivery = new Delivery(state.records());
                try (ProcessLock ignored = state.records().lock(record.id())) {
                    // As it is on the disk by now: another process may have gone on with it.
                    DeployRecord open = delivery.takeUp(state.records().read(record.id()), site);
                    return finish(delivery, open, site, notices, ended -> tell(ended, result));
                }
            });
        }
    }

    private void announce(DeployRequest request) {
        DeliveryConsole.destination(
                spec.commandLine().getErr(),
                request.kind().name().toLowerCase(Locale.ROOT) + " of " + request.target(),
                Optional.of(request.options().scope().namespace() + " of " + request.cluster()),
                Optional.of(request.remote()));
    }

    /** Read before anything is done, so that a mistake in the file is told before. */
    private DeliveryNotices notices() {
        return DeliveryNotices.open(
                receivers.subscriptions(),
                state.notifications(),
                state.records(),
                DeliveryConsole.warningsTo(spec.commandLine().getErr()));
    }

    /** What a delivery would do; nothing is changed and nothing is recorded. Returns the exit code: 3 where it would be refused. */
    int preview(DeployRequest request, ResultOptions result) throws InterruptedException {
        return write(preview(request), Optional.empty(), result);
    }

    /** As above, for the caller to show. */
    DeliveryPreview preview(DeployRequest request) throws InterruptedException {
        return with(request, site -> {
            try {
                return DeliveryPreview.of(request, site);
            } catch (DeliveryRefusedException e) {
                throw new CommandFailure(ExitCode.of(e.outcome()), e);
            }
        });
    }

    /** As above, with an exit code that says whether anything would change. */
    int compare(DeployRequest request, ResultOptions result) throws InterruptedException {
        result.requireWritable();
        DeliveryPreview preview = preview(request);
        return write(
                preview,
                preview.edits().isEmpty() && preview.plan().unchanged()
                        ? Optional.empty()
                        : Optional.of(new CommandError(
                                ExitCode.FAILED, "A deploy would change something", "Deliver it with 'gitops deploy'")),
                result);
    }

    private int write(DeliveryPreview preview, Optional<CommandError> error, ResultOptions result) {
        List<String> problems = preview.plan().problems();
        Optional<CommandError> told = problems.isEmpty()
                ? error
                : Optional.of(new CommandError(
                        ExitCode.REFUSED,
                        "A deploy would be refused:\n" + String.join("\n", problems),
                        "Do what is said of each"));
        if (told.isPresent()) {
            return result.write(spec, preview, preview.text(), told.get());
        }
        result.write(spec, preview, preview.text());
        return ExitCode.OK.number();
    }

    /** Of a delivery that this process has locked. */
    private <T> T finish(
            Delivery delivery,
            DeployRecord open,
            DeliveryContext site,
            DeliveryNotices notices,
            Function<DeployRecord, T> told)
            throws InterruptedException {
        notices.started(open);
        DeployRecord ended = carry(delivery, open, site, notices);
        T end = told.apply(ended);
        note(ended, site);
        notices.ended(ended, site.branch());
        return end;
    }

    private int tell(DeployRecord ended, ResultOptions result) {
        DeliveryEnding ending = ended.ending().orElseThrow();
        String text = DeliveryConsole.ending(ended);
        if (ending.outcome() != Outcome.HEALTHY) {
            return result.write(spec, ended, text, CommandError.of(ending));
        }
        result.write(spec, ended, text);
        return ExitCode.OK.number();
    }

    /** An error that stops a delivery without ending it, such as a full disk. It can be resumed. */
    private DeployRecord carry(Delivery delivery, DeployRecord record, DeliveryContext site, DeliveryNotices notices)
            throws InterruptedException {
        // Also with -q, which takes this command's own stream away: it is the way out.
        PrintWriter always = spec.root().commandLine().getErr();
        Thread interrupted = new Thread(() -> DeliveryConsole.interrupted(always, record.id()));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            DeliveryConsole console = new DeliveryConsole(spec.commandLine().getErr(), record);
            return delivery.run(record, site, seen -> {
                console.accept(seen);
                notices.goesOn(seen, site.branch());
            });
        } catch (GitopsException e) {
            throw new CommandFailure(ExitCode.UNKNOWN, e);
        } finally {
            forget(interrupted);
        }
    }

    /** After everything else: what becomes of notes changes nothing of how the delivery ended. */
    private void note(DeployRecord ended, DeliveryContext site) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            new DeliveryConsole(err, ended).accept(new ResultNotes(state.records()).run(ended, site));
        } catch (GitopsException recordNotWritten) {
            DeliveryConsole.warningsTo(err).accept(recordNotWritten);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // It is running.
        }
    }

    private <T> T with(DeployRequest request, Work<T> work) throws InterruptedException {
        ClusterOptions.connectAhead(access);
        try (RemoteBranch branch = git.open(request.remote(), state);
                Cluster cluster = ClusterOptions.connect(access)) {
            return work.on(site(branch, cluster, state));
        }
    }

    /** With this machine's tools and clock. */
    static DeliveryContext site(RemoteBranch branch, Cluster cluster, StateOptions state) {
        return new DeliveryContext(branch, cluster, state.renderer(), SteadyClock.SYSTEM, new SecureRandom());
    }

    /** What is done at a site. */
    private interface Work<T> {
        T on(DeliveryContext site) throws InterruptedException;
    }
}
