package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiGroupUnavailableException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Optional;

/**
 * Compares what an inventory lists with the cluster. An object is a member only while it has the UID that was applied and
 * carries our label: a copied label alone proves nothing, and an object of the same name may be somebody else's.
 */
public final class MembershipCheck {

    private final ClusterSession session;
    private final InventoryId inventory;

    public MembershipCheck(ClusterSession session, InventoryId inventory) {
        this.session = session;
        this.inventory = inventory;
    }

    /** What is known of an entry of the inventory. */
    public enum Status {
        /** Confirmed. */
        MEMBER,
        GONE,
        /** Somebody else's by now: another UID, or without our label. */
        FOREIGN,
        /** We may not read it. */
        HIDDEN
    }

    /**
     * The state of an entry of the inventory in the cluster.
     *
     * @param member the object, if it is one
     * @param reason why an object that may be there does not count as a member
     */
    public record Membership(ObjectRef ref, Status status, Optional<Member> member, Optional<String> reason) {

        static Membership gone(ObjectRef ref) {
            return new Membership(ref, Status.GONE, Optional.empty(), Optional.empty());
        }

        static Membership notMember(ObjectRef ref, Status standing, String why) {
            return new Membership(ref, standing, Optional.empty(), Optional.of(why));
        }
    }

    /**
     * A confirmed member.
     *
     * @param metadata of the live object
     */
    public record Member(ObjectRef ref, ApiResource resource, JsonNode metadata) {

        public String path() {
            return resource.path(ref.namespace(), ref.name());
        }

        public String uid() {
            return metadata.path("uid").asText();
        }

        /** When it was applied; what is removed goes in the reverse order. */
        public WavePosition position() {
            return WavePosition.of(ref.key().groupKind(), metadata);
        }
    }

    public Membership check(Inventory.Entry entry) {
        ObjectRef ref = entry.ref();
        Optional<ApiResource> resource;
        try {
            resource = session.discovery()
                    .find(ref.apiVersion(), ref.kind())
                    .or(() -> session.discovery().findInGroup(ref.group(), ref.kind()))
                    .or(() -> session.discovery().findInGroup(ref.key().group(), ref.kind()));
        } catch (ApiGroupUnavailableException silent) {
            return Membership.notMember(ref, Status.HIDDEN, silent.text());
        }
        if (resource.isEmpty()) {
            return Membership.gone(ref);
        }
        String path = resource.get().path(ref.namespace(), ref.name());
        ApiAnswer answer = session.server().send(ApiCall.get(path));
        if (answer.missing()) {
            return Membership.gone(ref);
        }
        if (!answer.ok()) {
            return Membership.notMember(ref, Status.HIDDEN, answer.message());
        }
        if (!answer.uid().equals(entry.uid())) {
            return Membership.notMember(ref, Status.FOREIGN, "somebody deleted it and created it again");
        }
        JsonNode metadata = answer.body().path("metadata");
        if (!metadata.path("labels").path(Inventory.PART_OF).asText().equals(inventory.applySet())) {
            return Membership.notMember(ref, Status.FOREIGN, "it no longer carries the label of this inventory");
        }
        return new Membership(
                ref, Status.MEMBER, Optional.of(new Member(ref, resource.get(), metadata)), Optional.empty());
    }

    /**
     * Deletes this very object: not one of the same name that came since.
     *
     * @param propagation {@code Background}, or {@code Foreground} when what it owns has to go first
     * @return the object, when it exists until somebody takes its finalizers off
     */
    public Optional<DeletingObject> delete(Member member, String propagation) {
        ApiAnswer answer = session.server().send(ApiCall.delete(member.path(), member.uid(), propagation));
        if (!answer.ok() && !answer.missing() && answer.code() != ApiAnswer.CONFLICT) {
            throw new GitopsException(
                    "Tried to delete " + member.ref() + ": " + answer.message(),
                    "Grant the verb delete, or keep its manifest");
        }
        return Optional.of(DeletingObject.of(member.ref(), answer.body().path("metadata")))
                .filter(object -> answer.ok() && !object.finalizers().isEmpty());
    }
}
