package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;

/** Who watches a removal, on its thread. */
@FunctionalInterface
public interface RemovalEvents {

    /** Something happened. @param line for people, also of several lines */
    void line(String line);

    /**
     * The commit that says it is on the branch, made just now or by an earlier run. Called before anything is deleted.
     *
     * @param id in its trailers
     */
    default void committed(DeployId id, Revision revision) {}

    /** Whether it is to end, at the next second or before: what is gone then stays gone. */
    default boolean stopped() {
        return false;
    }
}
