package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.CrdKinds;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ManifestResolver;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject.Result;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Applies a wave. What already is as wanted is not sent, so it can be repeated after a crash at no cost and with no
 * effect. What has to be replaced is deleted, and made when it is called again and finds it gone; so is what somebody else
 * deletes, and a hook that ran for an earlier delivery.
 */
public final class WaveApplier {

    private static final int DEFINITION_ATTEMPTS = 25;
    private static final long DEFINITION_PAUSE_MILLIS = 200;

    private final ClusterSession session;
    private final DesiredState request;
    private final ForeignObjects foreign;
    private final Set<String> defined;

    public WaveApplier(ClusterSession session, DesiredState request) {
        this.session = session;
        this.request = request;
        this.foreign = new ForeignObjects(session.server());
        this.defined = CrdKinds.groupKinds(request.manifests());
    }

    private record Sent(
            Optional<AppliedObject> object,
            Optional<DeletingObject> leaving,
            Optional<String> problem,
            List<ServerWarning> warnings) {

        static final Sent NOTHING = new Sent(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

        static Sent leaving(ServerSideApply.Comparison comparison) {
            DeletingObject standing = DeletingObject.of(
                    comparison.desired().ref(), comparison.live().path("metadata"));
            return new Sent(Optional.empty(), Optional.of(standing), Optional.empty(), List.of());
        }
    }

    public ApplyResult apply(ApplyWave wave) {
        List<Manifest> scalers = request.manifests().stream()
                .filter(manifest -> manifest.kind().equals(ApiResource.AUTOSCALER.kind()))
                .toList();
        ManifestResolver.Resolved resolved = awaitServed(wave);
        AutoscalerTargets autoscalers = AutoscalerTargets.find(
                session.server(),
                ManifestResolver.resolve(session.discovery(), request, scalers).objects(),
                resolved.objects());
        ServerSideApply apply = new ServerSideApply(session.server(), autoscalers, request);
        LiveObjectCache live = LiveObjectCache.of(session, request.inventory(), resolved.objects());
        List<AppliedObject> objects = new ArrayList<>();
        List<DeletingObject> leaving = new ArrayList<>();
        List<String> problems = new ArrayList<>(resolved.problems());
        List<ServerWarning> warnings = new ArrayList<>();
        for (Sent sent : session.pool().map(resolved.objects(), object -> send(apply, object, live))) {
            sent.object().ifPresent(objects::add);
            sent.leaving().ifPresent(leaving::add);
            sent.problem().ifPresent(problems::add);
            warnings.addAll(sent.warnings());
        }
        problems.addAll(foreign.problems());
        return new ApplyResult(objects, leaving, problems, warnings);
    }

    /** A definition can be established a moment before its kind is served. */
    private ManifestResolver.Resolved awaitServed(ApplyWave wave) {
        for (int attempt = 1; ; attempt++) {
            ManifestResolver.Resolved resolved = ManifestResolver.resolve(
                            session.discovery(), request, wave.manifests())
                    .requireAvailable();
            boolean served = resolved.objects().stream()
                    .allMatch(object -> object.resource().served());
            if (served || attempt == DEFINITION_ATTEMPTS) {
                return resolved;
            }
            awaitDefinition();
        }
    }

    private static void awaitDefinition() {
        try {
            Thread.sleep(DEFINITION_PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw ApiServer.interrupted(stopped);
        }
    }

    private Sent send(ServerSideApply apply, ApplyObject object, LiveObjectCache live) {
        try {
            ServerSideApply.Comparison comparison =
                    apply.readAndCompare(object.runs() ? object.runningFor(request.run()) : object, live);
            // Whatever is applied to it would go with it.
            if (comparison.deleting()) {
                return Sent.leaving(comparison);
            }
            if (object.runs() && !comparison.missing()) {
                return run(apply, comparison);
            }
            return comparison.upToDate()
                    ? sent(object, comparison.live(), Result.UNCHANGED, List.of())
                    : sendWhenDefined(apply, comparison);
        } catch (ServerSideApply.ForeignException others) {
            foreign.add(others);
            return Sent.NOTHING;
        } catch (ServerSideApply.RefusedException refused) {
            return new Sent(Optional.empty(), Optional.empty(), Optional.of(refused.getMessage()), List.of());
        }
    }

    /** What runs for this delivery is left alone, so it runs once, however often a delivery is taken up again. */
    private Sent run(ServerSideApply apply, ServerSideApply.Comparison comparison) {
        JsonNode live = comparison.live();
        if (live.path("metadata")
                .path("annotations")
                .path(RolloutHook.RUN)
                .asText()
                .equals(request.run())) {
            return sent(comparison.desired(), live, Result.UNCHANGED, List.of());
        }
        apply.requireRerun(comparison);
        apply.delete(comparison);
        return Sent.leaving(comparison);
    }

    /** A definition that has changed a moment ago may not be what objects of its kind are checked against. */
    private Sent sendWhenDefined(ServerSideApply apply, ServerSideApply.Comparison comparison) {
        for (int attempt = 1; ; attempt++) {
            try {
                return send(apply, comparison);
            } catch (ServerSideApply.RefusedException refused) {
                boolean mayPass = refused.aboutContent()
                        && defined.contains(comparison.desired().ref().key().groupKind());
                if (!mayPass || attempt == DEFINITION_ATTEMPTS) {
                    throw refused;
                }
                awaitDefinition();
            }
        }
    }

    private Sent send(ServerSideApply apply, ServerSideApply.Comparison comparison) {
        ApplyObject object = comparison.desired();
        try {
            // Servers such as 1.20 write an object that is equal, too: the time in its managedFields moves.
            if (comparison.mayBeUpToDate() && triedUnchanged(apply, comparison)) {
                return sent(object, comparison.live(), Result.UNCHANGED, List.of());
            }
            ApiAnswer answer = apply.send(comparison);
            // A status that moved meanwhile has another resourceVersion too, so that says nothing.
            boolean same = !comparison.adoption().needed()
                    && FieldDiff.between(object.ref(), comparison.live(), answer.body())
                            .isEmpty();
            Result result = answer.created() ? Result.CREATED : same ? Result.UNCHANGED : Result.CHANGED;
            return sent(object, answer.body(), result, ServerWarning.of(answer, object));
        } catch (ServerSideApply.ImmutableFieldException unchangeable) {
            if (!request.existing().replaces(object.ref())) {
                throw unchangeable;
            }
            apply.delete(comparison);
            return Sent.leaving(comparison);
        }
    }

    private static boolean triedUnchanged(ServerSideApply apply, ServerSideApply.Comparison comparison) {
        try {
            return comparison.unchangedBy(apply.dryRun(comparison).body());
        } catch (ServerSideApply.UntriableException untried) {
            return false;
        }
    }

    private static Sent sent(ApplyObject object, JsonNode live, Result result, List<ServerWarning> warnings) {
        JsonNode metadata = live.path("metadata");
        AppliedObject applied = new AppliedObject(
                object.ref(),
                metadata.path("uid").asText(),
                metadata.path("generation").asLong(),
                result);
        return new Sent(Optional.of(applied), Optional.empty(), Optional.empty(), warnings);
    }
}
