package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import java.util.List;
import java.util.Optional;

/**
 * Lets go of an inventory's members, or gives them to another inventory, without a change of anything but their label. Both may
 * be repeated after an interruption: the inventory goes last.
 */
public final class InventoryMembers {

    private final ClusterSession session;
    private final InventoryStore store;

    public InventoryMembers(ClusterSession session) {
        this.session = session;
        this.store = new InventoryStore(session.server());
    }

    /**
     * Deletes an inventory, and takes its label off its members, which stay.
     *
     * @return how many members it let go of
     * @throws GitopsException when a member may not be read or changed, or somebody wrote the inventory meanwhile
     */
    public int forget(Inventory inventory) {
        int members = label(inventory, Optional.empty());
        delete(inventory);
        return members;
    }

    /**
     * Gives an inventory, with all that it says, and its members another application or environment in the same namespace.
     *
     * @return how many members got another label
     * @throws GitopsException as {@link #forget}, and when there is another inventory of the new name
     */
    public int rename(Inventory inventory, InventoryId to) {
        Inventory renamed = new Inventory(to, inventory.repository(), inventory.objects(), inventory.state(), "");
        Optional<Inventory> there = store.read(to);
        boolean begun = there.filter(other -> other.repository().equals(inventory.repository())
                        && other.objects().equals(inventory.objects()))
                .isPresent();
        if (there.isPresent() && !begun) {
            throw new GitopsException(
                    "There is an inventory of " + to + " in namespace " + to.namespace() + " already",
                    "Name another application or environment, or let go of that one first (gitops inventory forget)");
        }
        if (!begun && store.write(renamed).overtaken()) {
            throw meanwhile(to);
        }
        int members = label(inventory, Optional.of(to.applySet()));
        delete(inventory);
        return members;
    }

    private void delete(Inventory inventory) {
        if (!store.delete(inventory)) {
            throw meanwhile(inventory.id());
        }
    }

    private static GitopsException meanwhile(InventoryId id) {
        return new GitopsException(
                "Somebody wrote the inventory of " + id + " in namespace " + id.namespace() + " meanwhile",
                "See whether a delivery to it is under way, and do it again when that has ended");
    }

    /** What may not be read is asked about before anything is changed. */
    private int label(Inventory inventory, Optional<String> applySet) {
        MembershipCheck check = new MembershipCheck(session, inventory.id());
        List<MembershipCheck.Membership> memberships = session.pool().map(inventory.objects(), check::check);
        for (MembershipCheck.Membership membership : memberships) {
            if (membership.status() == MembershipCheck.Status.HIDDEN) {
                throw new GitopsException(
                        "Tried to read " + membership.ref() + ": "
                                + membership.reason().orElse(""),
                        "Grant the verb get on its kind, and do it again");
            }
        }
        List<MembershipCheck.Member> members = memberships.stream()
                .flatMap(membership -> membership.member().stream())
                .toList();
        session.pool().map(members, member -> label(member, applySet));
        return members.size();
    }

    /** With its UID, so that an object of the same name that came since is left alone. */
    private MembershipCheck.Member label(MembershipCheck.Member member, Optional<String> applySet) {
        ObjectNode patch = ClusterJson.object();
        ObjectNode metadata = patch.putObject("metadata").put("uid", member.uid());
        metadata.putObject("labels").put(Inventory.PART_OF, applySet.orElse(null));
        ApiAnswer answer =
                session.server().send(ApiCall.mergePatch(member.path(), patch).with("fieldManager", FieldManager.NAME));
        if (!answer.ok() && !answer.missing() && answer.code() != ApiAnswer.CONFLICT) {
            throw new GitopsException(
                    "Tried to change the label of " + member.ref() + ": " + answer.message(),
                    "Grant the verb patch on " + member.resource().qualified()
                            + ", and do it again: what was changed stays so");
        }
        return member;
    }
}
