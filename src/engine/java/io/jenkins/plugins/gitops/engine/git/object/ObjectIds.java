package io.jenkins.plugins.gitops.engine.git.object;

import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/** Converts between {@link Revision} and JGit's type for an object's id. */
public final class ObjectIds {

    private ObjectIds() {}

    public static ObjectId id(Revision revision) {
        return ObjectId.fromString(revision.id());
    }

    public static Revision revision(AnyObjectId id) {
        return new Revision(id.name());
    }
}
