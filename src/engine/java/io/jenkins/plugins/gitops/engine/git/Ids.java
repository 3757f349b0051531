package io.jenkins.plugins.gitops.engine.git;

import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/** Between our name for a commit and JGit's. */
final class Ids {

    private Ids() {}

    static ObjectId id(Revision revision) {
        return ObjectId.fromString(revision.id());
    }

    static Revision revision(AnyObjectId id) {
        return new Revision(id.name());
    }
}
