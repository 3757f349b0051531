package io.jenkins.plugins.gitops.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/** One object at a time: looked at, compared, and sent by server-side apply, for trial or in earnest. */
final class ServerSideApply {

    /** The field manager: what it owns is what a commit wanted. */
    static final String MANAGER = "jenkins-gitops";

    private final ApiServer server;
    private final Autoscalers autoscalers;
    private final boolean force;

    ServerSideApply(ApiServer server, Autoscalers autoscalers, PlanRequest request) {
        this.server = server;
        this.autoscalers = autoscalers;
        this.force = request.has(PlanOption.FORCE_CONFLICTS);
    }

    /**
     * An object beside its live state.
     *
     * @param desired as it is to be sent, given that state
     * @param live missing when there is none
     */
    record Beside(Desired desired, JsonNode live) {

        boolean absent() {
            return live.isMissingNode();
        }

        /** Whether there is nothing to send. */
        boolean equal() {
            return OwnedFields.in(live, desired.ref().apiVersion()).equalIn(live, desired.body());
        }
    }

    /** The server does not let us do that to this object; the message is the problem's text. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(String problem) {
            super(problem, null, false, false);
        }
    }

    /** @throws RefusedException when the object cannot be read, or belongs to another set */
    Beside look(Desired desired) {
        if (!desired.resource().served()) {
            return beside(desired, MissingNode.getInstance());
        }
        ApiAnswer answer = server.send(ApiCall.get(desired.path()));
        if (!answer.ok() && !answer.missing()) {
            throw refused(answer, desired);
        }
        JsonNode live = answer.ok() ? answer.body() : MissingNode.getInstance();
        refuseForeign(desired, live);
        return beside(desired, live);
    }

    /** With a live state that was read already. */
    Beside beside(Desired desired, JsonNode live) {
        return new Beside(autoscalers.adjust(desired, live), live);
    }

    /** @throws RefusedException when the server refuses it */
    ApiAnswer send(Desired desired, boolean trial) {
        ApiCall call = ApiCall.apply(desired.path(), desired.body())
                .with("fieldManager", MANAGER)
                .with("fieldValidation", "Strict")
                .with("force", String.valueOf(force));
        ApiAnswer answer = server.send(trial ? call.with("dryRun", "All") : call);
        if (!answer.ok()) {
            throw refused(answer, desired);
        }
        return answer;
    }

    private static void refuseForeign(Desired desired, JsonNode live) {
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
    }

    private static RefusedException refused(ApiAnswer answer, Desired desired) {
        return new RefusedException(desired.problem(ServerWords.of(answer, desired)));
    }
}
