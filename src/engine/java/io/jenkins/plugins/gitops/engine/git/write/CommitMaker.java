package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.read.RevisionStore;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Makes commits in the cache, without a work tree. */
public final class CommitMaker {

    private final RevisionStore files;

    public CommitMaker(RevisionStore files) {
        this.files = files;
    }

    /** See {@code RemoteBranch.commit}. */
    public Revision make(
            Revision parent,
            SortedMap<String, byte[]> changed,
            CommitMessage message,
            GitIdentity author,
            GitIdentity committer,
            Instant when) {
        CommitBuilder commit = new CommitBuilder();
        commit.setAuthor(new PersonIdent(author.name(), author.email(), when, ZoneOffset.UTC));
        commit.setCommitter(new PersonIdent(committer.name(), committer.email(), when, ZoneOffset.UTC));
        commit.setMessage(message.format());
        return files.withRevisions(List.of(parent), repository -> insert(repository, commit, parent, changed));
    }

    /** The same commit on another parent: who, when and message as they are, and its changes alone. */
    Revision rebase(Revision parent, Revision commit, SortedMap<String, byte[]> changed) {
        return files.withRevisions(List.of(parent, commit), repository -> {
            try (RevWalk walk = new RevWalk(repository)) {
                RevCommit made = walk.parseCommit(ObjectIds.id(commit));
                CommitBuilder again = new CommitBuilder();
                again.setAuthor(made.getAuthorIdent());
                again.setCommitter(made.getCommitterIdent());
                again.setMessage(made.getFullMessage());
                return insert(repository, again, parent, changed);
            }
        });
    }

    private static Revision insert(
            Repository repository, CommitBuilder commit, Revision parent, SortedMap<String, byte[]> changed)
            throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader);
                ObjectInserter inserter = repository.newObjectInserter()) {
            RevCommit before = walk.parseCommit(ObjectIds.id(parent));
            commit.setParentId(before);
            commit.setTreeId(new TreeWriter(reader, inserter).write(before.getTree(), changed));
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return ObjectIds.revision(id);
        }
    }
}
