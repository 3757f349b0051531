package io.jenkins.plugins.gitops.engine.cluster.apply;

import com.fasterxml.jackson.core.JsonPointer;
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
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one object, compares it, and sends it by server-side apply, as a dry run or with effect. */
public final class ServerSideApply {

    private static final int ADOPTIONS = 5;

    /** As a conflict names it: {@code .spec.volumeClaimTemplates}. */
    private static final Pattern FIELD = Pattern.compile("(?:\\.[A-Za-z0-9]+)++");

    private final ApiServer server;
    private final AutoscalerTargets autoscalers;
    private final TakeoverPolicy existing;
    private final IgnoredFields ignored;
    private final boolean force;

    public ServerSideApply(ApiServer server, AutoscalerTargets autoscalers, DesiredState request) {
        this.server = server;
        this.autoscalers = autoscalers;
        this.existing = request.existing();
        this.ignored = new IgnoredFields(request.limits().rules());
        this.force = request.force();
    }

    /**
     * An object and its live state.
     *
     * @param desired as it is to be sent, given that state
     * @param live missing when there is none
     * @param adoption from whom it is taken over before it is sent
     * @param keptReplicas what is to be said of a number of replicas that stays
     */
    public record Comparison(
            ApplyObject desired, JsonNode live, FieldAdoption adoption, Optional<String> keptReplicas) {

        public boolean missing() {
            return live.isMissingNode();
        }

        /** With what nobody owns, and a change that was refused excludes, to go. */
        Comparison excluding(List<ApiAnswer.Cause> refused) {
            return new Comparison(desired, live, adoption.withUnowned(refused, desired.body()), keptReplicas);
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
         * Whether all that is wanted and that the live object has is as it is wanted. What stands beside it may be a default
         * inside a list that is replaced as a whole ({@code protocol} in a NetworkPolicy, {@code volumeMode} in a claim's
         * template), or what the manifest said before; what it lacks may be a field that the server drops each time: only the
         * server knows.
         */
        boolean mayBeUpToDate() {
            return !missing()
                    && !adoption.needed()
                    && FieldDiff.inDesiredFields(desired.ref(), live, desired.body()).stream()
                            .allMatch(change -> change.before().isEmpty());
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

        private final boolean aboutContent;

        RefusedException(String problem) {
            this(problem, false);
        }

        private RefusedException(String problem, boolean aboutContent) {
            super(problem, null, false, false);
            this.aboutContent = aboutContent;
        }

        /** Whether the server takes the object for invalid; otherwise somebody may not do this, or it is somebody else's. */
        public boolean aboutContent() {
            return aboutContent;
        }
    }

    /** Another inventory lists the object; {@link ForeignObjects} tells whose it is. */
    public static final class ForeignException extends RefusedException {

        private static final long serialVersionUID = 1L;

        private final transient ApplyObject object;
        private final String owner;

        ForeignException(ApplyObject object, String owner) {
            super(object.problem("it belongs to another inventory, " + owner));
            this.object = object;
            this.owner = owner;
        }

        ApplyObject object() {
            return object;
        }

        /** The id of the other inventory, as its members carry it. */
        String owner() {
            return owner;
        }
    }

    /** A webhook does not take part in dry runs, so nothing can be tried that it looks at; it may be sent all the same. */
    public static final class UntriableException extends RefusedException {

        private static final long serialVersionUID = 1L;

        private final String why;

        UntriableException(ApiAnswer answer, ApplyObject desired) {
            super(desired.problem(untried(answer)));
            this.why = untried(answer);
        }

        private static String untried(ApiAnswer answer) {
            return "it cannot be tried before, since the webhook "
                    + ApiErrorText.hookWithoutDryRun(answer).orElse("")
                    + " does not take part in dry runs (sideEffects of its configuration, None or NoneOnDryRun where it has"
                    + " none)";
        }

        /** Without the object's name. */
        public String why() {
            return why;
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
        JsonNode ours = adoption.liveAfterAdoption();
        ApplyObject sent = ignored.adjust(autoscalers.adjust(desired, ours), ours);
        return new Comparison(sent, live, adoption, autoscalers.kept(desired, ours));
    }

    /**
     * What the object would be after an apply, and what the server warns of.
     *
     * @throws RefusedException when the server would refuse it
     */
    public ApiAnswer dryRun(Comparison comparison) {
        ApplyObject desired = comparison.desired();
        FieldAdoption adoption = comparison.adoption();
        ApiAnswer answer = server.send(call(desired, force).with("dryRun", "All"));
        if (isConflict(answer)) {
            ApiAnswer forced = server.send(call(desired, true).with("dryRun", "All"));
            if (answer.causes().stream().allMatch(adoption::resolves)) {
                answer = forced;
            } else if (agrees(answer, comparison, forced)) {
                if (FieldDiff.between(desired.ref(), comparison.live(), forced.body())
                        .isEmpty()) {
                    // Only whose the fields are would change, and back again when the other one writes next.
                    return forced.of(comparison.live());
                }
                answer = forced;
            }
        }
        if (excludes(answer, comparison)) {
            FieldAdoption excluding = comparison.excluding(answer.causes()).adoption();
            if (excluding.needed()) {
                ApiAnswer together = server.send(excluding.dryRunOf(desired.path(), desired.body()));
                requireOk(together, comparison);
                return together;
            }
        }
        requireOk(answer, comparison);
        if (!adoption.needed()) {
            return answer;
        }
        ApiAnswer adopted = server.send(adoption.dryRun(desired.path(), answer.body()));
        requireOk(adopted, comparison);
        return adopted;
    }

    /** @throws RefusedException when the server refuses it */
    ApiAnswer send(Comparison comparison) {
        Comparison ours = adopted(comparison);
        ApiAnswer answer = server.send(call(ours.desired(), force));
        if (isConflict(answer)
                && agrees(answer, ours, server.send(call(ours.desired(), true).with("dryRun", "All")))) {
            answer = server.send(call(ours.desired(), true));
        }
        if (excludes(answer, ours)) {
            List<ApiAnswer.Cause> causes = answer.causes();
            Comparison excluding = readAndCompare(ours.desired()).excluding(causes);
            if (!excluding.adoption().unowned().isEmpty()) {
                answer = changed(excluding, causes);
            }
        }
        requireOk(answer, ours);
        return answer;
    }

    /** No apply removes what nobody owns, so it goes by a patch, and then the fields become ours as by an apply. */
    private ApiAnswer changed(Comparison excluding, List<ApiAnswer.Cause> causes) {
        Comparison current = excluding;
        for (int attempt = 1; ; attempt++) {
            ApplyObject desired = current.desired();
            ApiAnswer patched = server.send(current.adoption().changeTo(desired.path(), desired.body()));
            if (patched.ok()) {
                // The patch owns defaults as well, which the apply gives up again.
                ownPatched(readAndCompare(desired));
                return server.send(call(desired, force));
            }
            if (patched.code() != ApiAnswer.CONFLICT || attempt == ADOPTIONS) {
                return patched;
            }
            current = readAndCompare(desired).excluding(causes);
        }
    }

    /** Another writer may always be faster; then a later apply gives up less than it could. */
    private void ownPatched(Comparison patched) {
        Comparison current = patched;
        for (int attempt = 1; attempt <= ADOPTIONS; attempt++) {
            ApplyObject desired = current.desired();
            if (server.send(current.adoption().call(desired.path())).ok()) {
                return;
            }
            current = readAndCompare(desired);
        }
    }

    private static boolean isConflict(ApiAnswer answer) {
        return answer.code() == ApiAnswer.CONFLICT && !answer.causes().isEmpty();
    }

    /**
     * Whether a conflict is one about nothing: where it is, an apply that takes the fields leaves the values as they are. Lists without
     * keys are compared as they are written, before the server adds its defaults. So a controller that writes one back (that of
     * StatefulSets before 1.22, with claim templates that have labels) is in conflict with a manifest that says the same.
     */
    private static boolean agrees(ApiAnswer conflict, Comparison comparison, ApiAnswer forced) {
        return forced.ok()
                && conflict.causes().stream()
                        .allMatch(cause -> comparison.adoption().resolves(cause)
                                || sameAt(cause.field(), comparison.live(), forced.body()));
    }

    /** Of a field whose place is a plain path of names; of any other it is not known. */
    private static boolean sameAt(String field, JsonNode live, JsonNode after) {
        if (!FIELD.matcher(field).matches()) {
            return false;
        }
        JsonPointer place = JsonPointer.compile(field.replace('.', '/'));
        return !live.at(place).isMissingNode() && live.at(place).equals(after.at(place));
    }

    /** Whether a change was refused that may exclude what is there; one that needs a new object does not. */
    private static boolean excludes(ApiAnswer answer, Comparison comparison) {
        return answer.code() == ApiAnswer.INVALID
                && !comparison.missing()
                && ImmutableFields.in(answer, comparison).isEmpty();
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
            if (ApiErrorText.hookWithoutDryRun(answer).isPresent()) {
                throw new UntriableException(answer, comparison.desired());
            }
            boolean adoptable = answer.code() == ApiAnswer.INVALID
                    && !comparison.adoption().needed()
                    && FieldAdoption.possible(comparison.desired().ref(), comparison.live());
            String text = ApiErrorText.of(answer, comparison) + (adoptable ? ApiErrorText.howToAdopt() : "");
            throw new RefusedException(comparison.desired().problem(text), ApiErrorText.isAboutContent(answer));
        }
    }

    /**
     * That a hook may be deleted to be run anew: it is this application's, or named.
     *
     * @throws RefusedException when it is not
     */
    public void requireRerun(Comparison comparison) {
        ApplyObject desired = comparison.desired();
        boolean ours = comparison.live().path("metadata").path("labels").has(Inventory.PART_OF);
        if (!ours && !existing.replaces(desired.ref())) {
            throw new RefusedException(
                    desired.problem("it is a hook, and an object of this name is there that no delivery"
                            + " made; delete that, or let it be replaced ("
                            + ErrorRemedy.REPLACEMENT.words(
                                    desired.ref().kind() + "/" + desired.ref().name()) + ")"));
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
            throw new ForeignException(desired, owner);
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
        return new RefusedException(
                desired.problem(ApiErrorText.of(answer, desired)), ApiErrorText.isAboutContent(answer));
    }
}
