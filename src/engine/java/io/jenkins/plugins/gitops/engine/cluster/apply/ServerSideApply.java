package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import java.util.List;

/** Reads one object, compares it, and sends it by server-side apply, as a dry run or with effect. */
public final class ServerSideApply {

    private static final int ADOPTIONS = 5;

    private final ApiServer server;
    private final AutoscalerTargets autoscalers;
    private final TakeoverPolicy existing;
    private final boolean force;

    public ServerSideApply(ApiServer server, AutoscalerTargets autoscalers, DesiredState request) {
        this.server = server;
        this.autoscalers = autoscalers;
        this.existing = request.existing();
        this.force = request.force();
    }

    /**
     * An object and its live state.
     *
     * @param desired as it is to be sent, given that state
     * @param live missing when there is none
     * @param adoption from whom it is taken over before it is sent
     */
    public record Comparison(ApplyObject desired, JsonNode live, FieldAdoption adoption) {

        public boolean missing() {
            return live.isMissingNode();
        }

        /** Whether it is being deleted. */
        public boolean deleting() {
            return live.path("metadata").has("deletionTimestamp");
        }

        /** Whether there is nothing to send. */
        public boolean upToDate() {
            return !adoption.needed()
                    && OwnedFields.in(live, desired.ref().apiVersion()).equalIn(live, desired.body());
        }

        /**
         * Whether all that is wanted is there as it is wanted. What stands beside it may be a default inside a list that is
         * replaced as a whole ({@code protocol} in a NetworkPolicy, {@code volumeMode} in a claim's template), or what the
         * manifest said before: only the server knows.
         */
        boolean mayBeUpToDate() {
            return !missing()
                    && !adoption.needed()
                    && FieldDiff.inDesiredFields(desired.ref(), live, desired.body())
                            .isEmpty();
        }

        /** Whether an object that the server would make of it is the live one, with the same fields as ours. */
        boolean unchangedBy(JsonNode after) {
            return sameFieldsIn(after)
                    && FieldDiff.between(desired.ref(), live, after).isEmpty();
        }

        public boolean sameFieldsIn(JsonNode after) {
            String version = desired.ref().apiVersion();
            return !adoption.needed() && OwnedFields.in(live, version).equals(OwnedFields.in(after, version));
        }
    }

    /** The object cannot be applied; the message is the problem's text. */
    public static class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(String problem) {
            super(problem, null, false, false);
        }
    }

    /** The change needs a new object: it is in fields that cannot be changed. */
    public static final class ImmutableFieldException extends RefusedException {

        private static final long serialVersionUID = 1L;

        private final transient ImmutableFields fields;

        ImmutableFieldException(ApplyObject desired, ImmutableFields fields) {
            super(desired.problem(fields.text(desired)));
            this.fields = fields;
        }

        public List<FieldChange> changes() {
            return fields.changes();
        }
    }

    /** @throws RefusedException when the object cannot be read, or belongs to another set or to Helm */
    public Comparison readAndCompare(ApplyObject desired) {
        if (!desired.resource().served()) {
            return compare(desired, MissingNode.getInstance());
        }
        ApiAnswer answer = server.send(ApiCall.get(desired.path()));
        if (!answer.ok() && !answer.missing()) {
            throw refused(answer, desired);
        }
        return belonging(desired, answer.ok() ? answer.body() : MissingNode.getInstance());
    }

    /** The same, where many objects have been read at once. */
    public Comparison readAndCompare(ApplyObject desired, LiveObjectCache read) {
        return read.take(desired).map(live -> belonging(desired, live)).orElseGet(() -> readAndCompare(desired));
    }

    private Comparison belonging(ApplyObject desired, JsonNode live) {
        refuseForeign(desired, live);
        return compare(desired, live);
    }

    /** With a live state that was read already. */
    public Comparison compare(ApplyObject desired, JsonNode live) {
        FieldAdoption adoption = FieldAdoption.of(existing, desired.ref(), live);
        return new Comparison(autoscalers.adjust(desired, adoption.liveAfterAdoption()), live, adoption);
    }

    /**
     * What the object would be after an apply.
     *
     * @throws RefusedException when the server would refuse it
     */
    public JsonNode dryRun(Comparison comparison) {
        ApplyObject desired = comparison.desired();
        FieldAdoption adoption = comparison.adoption();
        ApiAnswer answer = server.send(call(desired, force).with("dryRun", "All"));
        boolean settled = answer.code() == ApiAnswer.CONFLICT
                && !answer.causes().isEmpty()
                && answer.causes().stream().allMatch(adoption::resolves);
        if (settled) {
            answer = server.send(call(desired, true).with("dryRun", "All"));
        }
        requireOk(answer, comparison);
        if (!adoption.needed()) {
            return answer.body();
        }
        ApiAnswer adopted = server.send(adoption.dryRun(desired.path(), answer.body()));
        requireOk(adopted, comparison);
        return adopted.body();
    }

    /** @throws RefusedException when the server refuses it */
    ApiAnswer send(Comparison comparison) {
        Comparison ours = adopted(comparison);
        ApiAnswer answer = server.send(call(ours.desired(), force));
        requireOk(answer, ours);
        return answer;
    }

    /** When somebody changes the object in between, its resourceVersion differs; then it is read and compared again. */
    private Comparison adopted(Comparison comparison) {
        Comparison current = comparison;
        for (int attempt = 1; current.adoption().needed(); attempt++) {
            ApplyObject desired = current.desired();
            ApiAnswer answer = server.send(current.adoption().call(desired.path()));
            if (answer.ok() || answer.code() != ApiAnswer.CONFLICT || attempt == ADOPTIONS) {
                requireOk(answer, current);
                return current;
            }
            current = readAndCompare(comparison.desired());
        }
        return current;
    }

    private static ApiCall call(ApplyObject desired, boolean force) {
        return ApiCall.apply(desired.path(), desired.body())
                .with("fieldManager", FieldManager.NAME)
                .with("fieldValidation", "Strict")
                .with("force", String.valueOf(force));
    }

    private static void requireOk(ApiAnswer answer, Comparison comparison) {
        if (!answer.ok()) {
            ImmutableFields.in(answer, comparison).ifPresent(fields -> {
                throw new ImmutableFieldException(comparison.desired(), fields);
            });
            throw refused(answer, comparison.desired());
        }
    }

    /**
     * Deletes an object that is to be recreated. What it owns is deleted first, so that old and new never run at the same
     * time. It exists for some time after the call.
     *
     * @throws RefusedException when the server refuses it
     */
    void delete(Comparison comparison) {
        String uid = comparison.live().path("metadata").path("uid").asText();
        ApiAnswer answer = server.send(ApiCall.delete(comparison.desired().path(), uid, "Foreground"));
        if (!answer.ok() && !answer.missing() && answer.code() != ApiAnswer.CONFLICT) {
            throw refused(answer, comparison.desired());
        }
    }

    private void refuseForeign(ApplyObject desired, JsonNode live) {
        String ours = desired.body()
                .path("metadata")
                .path("labels")
                .path(Inventory.PART_OF)
                .asText();
        String owner =
                live.path("metadata").path("labels").path(Inventory.PART_OF).asText();
        if (!owner.isEmpty() && !owner.equals(ours)) {
            throw new RefusedException(desired.problem("it belongs to another inventory, " + owner
                    + "; find that with kubectl get configmaps,secrets -A -l applyset.kubernetes.io/id=" + owner
                    + ", and take the object out of one of them"));
        }
        String release = FieldAdoption.helmRelease(live);
        if (!release.isEmpty() && owner.isEmpty() && !existing.adoptsFromHelm(desired.ref())) {
            throw new RefusedException(desired.problem("it belongs to the Helm release " + release
                    + "; take it out of the release or out of the manifests, or adopt it by its name ("
                    + ErrorRemedy.ADOPTION_FROM_HELM.words(
                            desired.ref().kind() + "/" + desired.ref().name()) + ")"));
        }
    }

    private static RefusedException refused(ApiAnswer answer, ApplyObject desired) {
        return new RefusedException(desired.problem(ApiErrorText.of(answer, desired)));
    }
}
