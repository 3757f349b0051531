package io.jenkins.plugins.gitops.cli.drift;

import io.jenkins.plugins.gitops.engine.ProcessLock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftProbe;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftState;
import io.jenkins.plugins.gitops.engine.delivery.drift.DriftStateFile;
import io.jenkins.plugins.gitops.engine.delivery.drift.SeveralDriftEvents;
import io.jenkins.plugins.gitops.engine.delivery.drift.WatchedEnvironment;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.notification.outbox.DriftNotifier;
import io.jenkins.plugins.gitops.engine.notification.outbox.Outbox;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Watches environments, each on a thread of its own: one that is put back, or does not answer, keeps no other waiting. */
public final class DriftWatching {

    private final WatchPlace place;
    private final WatchOptions options;
    private final IgnoreRules ignored;
    private final Outbox outbox;
    private final Consumer<DriftLine> lines;

    /**
     * @param outbox gets what receivers are to be told
     * @param lines may be called by several threads, one at a time
     */
    public DriftWatching(
            WatchPlace place, WatchOptions options, IgnoreRules ignored, Outbox outbox, Consumer<DriftLine> lines) {
        this.outbox = outbox;
        this.place = place;
        this.options = options;
        this.ignored = ignored;
        this.lines = lines;
    }

    /**
     * What is known at the end.
     *
     * @param drifted whether anything differs
     * @param trouble whether a last look failed, or did not compare all
     */
    public record End(boolean drifted, boolean trouble) {

        private End and(End other) {
            return new End(drifted || other.drifted, trouble || other.trouble);
        }
    }

    /** Where the looks are counted, until they are done; otherwise until the process is ended. */
    public End run(List<DesiredStateLocation> environments) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(environments.size());
        try {
            // In the order of their ends: one that cannot begin is not hidden by those that go on.
            CompletionService<End> watches = new ExecutorCompletionService<>(threads);
            environments.forEach(environment -> watches.submit(() -> watch(environment)));
            End all = new End(false, false);
            for (int ended = 0; ended < environments.size(); ended++) {
                all = all.and(result(watches.take()));
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private static End result(Future<End> watch) throws InterruptedException {
        try {
            return watch.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private End watch(DesiredStateLocation environment) throws InterruptedException {
        DriftStateFile file = new DriftStateFile(place.folder(), environment);
        try (ProcessLock ignoredLock = file.lock();
                RemoteBranch branch = place.open(environment.remote());
                Cluster cluster = place.connect()) {
            DriftState known = file.read(place::warn);
            DeliveryContext context = place.context(branch, cluster);
            WatchedEnvironment watched = new WatchedEnvironment(
                    new DriftProbe(environment, ignored),
                    file,
                    options.healAgain() ? known.forgiving() : known,
                    options.selfHeal() ? Optional.of(sync(environment)) : Optional.empty(),
                    place.syncs(),
                    new SeveralDriftEvents(
                            List.of(new DriftLines(environment.target(), this::print), new DriftNotifier(outbox::put))),
                    new CountDownLatch(1));
            for (int round = 1; ; round++) {
                watched.look(context);
                if (round == options.rounds()) {
                    return new End(
                            !watched.state().drifts().isEmpty(),
                            !watched.trouble().isEmpty());
                }
                Thread.sleep(options.interval().toMillis());
            }
        }
    }

    /** In the name of who writes to clusters; there is no commit. */
    private DeployRequest sync(DesiredStateLocation environment) {
        return DeployRequest.sync(
                new DeployRequest.Destination(
                        environment.target(), environment.remote(), environment.manifests(), place.server()),
                new DeployRequest.Requester(CommitFormat.COMMITTER, Optional.empty()),
                DeployOptions.in(environment.namespace())
                        .with(environment.scope())
                        .with(SyncLimits.NONE.ignoring(ignored)));
    }

    private synchronized void print(DriftLine line) {
        lines.accept(line);
    }
}
