package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.Counted;
import io.jenkins.plugins.gitops.engine.cluster.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.RemovalPlan;
import io.jenkins.plugins.gitops.engine.cluster.StandingObject;
import io.jenkins.plugins.gitops.engine.git.Revision;
import java.util.List;
import java.util.Optional;

/**
 * What came of a removal.
 *
 * @param id the removal's id, as in its commit
 * @param commit the commit that says so; absent when there was nothing to remove
 * @param removed what is gone by it
 * @param standing what was deleted and had not gone in time; the removal is done when it is empty
 * @param plan what was to be done
 */
public record RemovalReport(
        Target target,
        Optional<DeployId> id,
        Optional<Revision> commit,
        List<ObjectRef> removed,
        List<StandingObject> standing,
        RemovalPlan plan) {

    public RemovalReport {
        removed = List.copyOf(removed);
        standing = List.copyOf(standing);
    }

    public boolean done() {
        return standing.isEmpty();
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder(done() ? "removed: " : "not removed in time: ").append(target);
        text.append(" (").append(Counted.of(removed.size(), "object")).append(" gone)");
        commit.ifPresent(revision -> text.append("\ncommit ").append(revision));
        plan.staying().forEach(each -> text.append("\n= ")
                .append(each.ref())
                .append(" stays: ")
                .append(each.why()));
        standing.forEach(each -> text.append("\nstill there: ").append(each));
        if (!done()) {
            text.append("\n-> See who is to take the finalizers off, then delete again: it goes on from here");
        }
        return text.toString();
    }
}
