package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus.Drift;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus.Health;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus.Held;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus.Problem;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus.Running;
import io.jenkins.plugins.gitops.engine.delivery.TargetStatus.Waiting;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.history.HistoryEntry;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.history.ManifestChanges;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads what runs of an application in an environment. What cannot be read becomes a part of the result: a cluster that does not
 * answer hides nothing of what Git says. Keeps what it rendered, for who looks again and again. For one environment, one look at
 * a time.
 */
public final class StatusReader {

    private static final int MOST_WAITING = 100;

    private final DeliveryTarget target;
    private final GitRemote remote;
    private final Optional<ManifestSource> manifests;
    private final DeployScope scope;
    private final String server;
    private final IgnoreRules ignored;
    private final KnownResults here;
    private final DeliveredManifests known = new DeliveredManifests();

    /**
     * Of one environment.
     *
     * @param manifests where they are; what the newest delivery's commit says of it where it is absent
     * @param scope where in the cluster objects may be
     * @param server the API server's address
     * @param ignored fields that are no drift
     * @param here how deliveries ended that were made from this machine
     */
    public StatusReader(
            DeliveryTarget target,
            GitRemote remote,
            Optional<ManifestSource> manifests,
            DeployScope scope,
            String server,
            IgnoreRules ignored,
            KnownResults here) {
        this.target = target;
        this.remote = remote;
        this.manifests = manifests;
        this.scope = scope;
        this.server = server;
        this.ignored = ignored;
        this.here = here;
    }

    /** Without an answer of any server. */
    public TargetStatus unread(GitopsException why) {
        Failures failures = new Failures();
        failures.add(
                why,
                TargetStatus.DELIVERY,
                TargetStatus.HELD,
                TargetStatus.HEALTH,
                TargetStatus.DRIFT,
                TargetStatus.WAITING);
        return status(Optional.empty(), Optional.empty(), InventoryState.NONE, Optional.empty(), List.of(), failures);
    }

    /** Now. Changes and records nothing. */
    public TargetStatus read(DeliveryContext context) {
        Failures failures = new Failures();
        Optional<CommitInfo> commit = Optional.empty();
        try {
            Revision tip = context.branch().fetchTipOfHistory();
            commit = DeliveryHistory.newestCommit(context.branch(), tip, target);
        } catch (GitopsException why) {
            failures.add(why, TargetStatus.DELIVERY, TargetStatus.DRIFT, TargetStatus.WAITING);
        }
        List<Waiting> waiting = List.of();
        if (commit.isPresent()) {
            // Before the cluster is asked: that one may not answer.
            try {
                waiting = waiting(place(commit.get()), commit.get(), context);
            } catch (GitopsException why) {
                failures.add(why, TargetStatus.WAITING);
            }
        }
        InventoryState state = InventoryState.NONE;
        boolean nothingLeft = false;
        Optional<Health> health = Optional.empty();
        Optional<DriftReport> report = Optional.empty();
        try {
            Optional<Inventory> inventory = context.cluster()
                    .inventory(new InventoryId(target.application(), target.environment(), scope.namespace()));
            state = inventory.map(Inventory::state).orElse(state);
            nothingLeft = inventory.isEmpty();
            try {
                health = inventory.map(found -> health(found, context));
            } catch (GitopsException why) {
                failures.add(why, TargetStatus.HEALTH);
            }
            if (commit.isPresent()) {
                try {
                    report = Optional.of(DriftReport.of(place(commit.get()), ignored, known, context));
                } catch (GitopsException why) {
                    failures.add(why, TargetStatus.DRIFT);
                }
            }
        } catch (GitopsException why) {
            // Nothing more is asked: each question would wait as long.
            failures.add(why, TargetStatus.HELD, TargetStatus.HEALTH, TargetStatus.DRIFT);
        }
        Optional<HistoryEntry> delivery = delivery(commit, report);
        return status(
                nothingLeft ? delivery.map(HistoryEntry::withNothingLeft) : delivery,
                report,
                state,
                health,
                waiting,
                failures);
    }

    /** What could not be read, and why. */
    private static final class Failures {

        private final Set<String> parts = new LinkedHashSet<>();
        private Optional<Problem> problem = Optional.empty();

        /** Of several, one that may pass counts: it says what to try again. */
        void add(GitopsException why, String... unread) {
            parts.addAll(List.of(unread));
            Problem told = new Problem(
                    why.getMessage(),
                    why.remedy(),
                    why instanceof ClusterUnreachableException || why instanceof RemoteUnreachableException);
            if (problem.isEmpty() || told.unanswered() && !problem.get().unanswered()) {
                problem = Optional.of(told);
            }
        }
    }

    private DesiredStateLocation place(CommitInfo delivered) {
        ManifestSource source = manifests
                .or(() -> DeployTrailers.from(delivered.message()).flatMap(DeployTrailers::manifests))
                .or(() -> DeployTrailers.from(delivered.message())
                        .filter(DeployTrailers::isRemoval)
                        .map(removal -> ManifestSource.at(".")))
                .orElseThrow(() -> new GitopsException(
                        "The commit of the newest delivery, "
                                + delivered.revision().abbreviated() + ", does not say where its manifests are",
                        "Name their path (--manifests)"));
        return new DesiredStateLocation(target, remote, source, scope);
    }

    private TargetStatus status(
            Optional<HistoryEntry> delivery,
            Optional<DriftReport> report,
            InventoryState state,
            Optional<Health> health,
            List<Waiting> waiting,
            Failures failures) {
        return new TargetStatus(
                target.application(),
                target.environment(),
                scope.namespace(),
                server,
                remote.url(),
                remote.branch(),
                delivery,
                state.deployId()
                        .map(id -> new Running(
                                Optional.of(id), state.revision(), state.lastHealthyRevision(), state.updated())),
                report.flatMap(DriftReport::underWay),
                report.flatMap(DriftReport::remark),
                state.heldSource().map(source -> new Held(source, state.heldImages())),
                report.map(found -> drift(found.drift())),
                health,
                waiting,
                List.copyOf(failures.parts),
                failures.problem);
    }

    /** The cluster's word counts before this machine's. */
    private Optional<HistoryEntry> delivery(Optional<CommitInfo> commit, Optional<DriftReport> report) {
        return commit.flatMap(found -> DeployTrailers.from(found.message())
                .map(trailers -> new DeliveryHistory.Delivered(
                        trailers, found, report.flatMap(DriftReport::result).map(result -> previous(trailers, result))))
                .map(HistoryEntry::of)
                .map(entry -> entry.knowing(here)));
    }

    private static DeployTrailers.Previous previous(DeployTrailers trailers, DeliveryResult result) {
        return new DeployTrailers.Previous(trailers.id(), result, Optional.empty());
    }

    private static Drift drift(ClusterDrift found) {
        return new Drift(
                found.compared(),
                found.objects().size() + found.unlisted(),
                found.problems().size(),
                found.summary());
    }

    private static Health health(Inventory inventory, DeliveryContext context) {
        // A Job that the cluster removed after its end is not missing.
        Map<ObjectRef, String> expiring = inventory.objects().stream()
                .filter(entry -> entry.ref().kind().equals("Job"))
                .collect(Collectors.toMap(Inventory.Entry::ref, Inventory.Entry::uid));
        HealthReport report = context.cluster()
                .health(new HealthWatch(
                        inventory.objects().stream().map(Inventory.Entry::ref).toList(), expiring));
        String status =
                switch (report.status()) {
                    case CURRENT -> Health.HEALTHY;
                    case IN_PROGRESS -> "progressing";
                    case FAILED -> "failed";
                };
        return new Health(status, ShownText.of(report.summary()));
    }

    private List<Waiting> waiting(DesiredStateLocation place, CommitInfo delivered, DeliveryContext context) {
        Revision tip = context.branch().fetchTip();
        DeployTrailers trailers = DeployTrailers.from(delivered.message()).orElseThrow();
        Set<String> inputs = known.inputs(place, trailers, delivered.revision(), context);
        if (tip.equals(delivered.revision()) || inputs.isEmpty()) {
            return List.of();
        }
        return new ManifestChanges(context.branch())
                .changes(delivered.revision(), tip, inputs).stream()
                        .limit(MOST_WAITING)
                        .map(commit -> new Waiting(
                                commit.revision(),
                                commit.author().name(),
                                commit.committed(),
                                ShownText.line(commit.message().subject(), 100)))
                        .toList();
    }
}
