package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.read.RevisionStore;
import java.io.IOException;
import java.io.InputStream;
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
        CommitBuilder commit = builder(message, author, committer, when);
        return files.withRevisions(
                List.of(parent),
                repository -> insert(repository, commit, parent, (trees, before) -> trees.write(before, changed)));
    }

    /** See {@code RemoteBranch.commit}. */
    public Revision make(
            Revision parent,
            RestoredPaths restored,
            CommitMessage message,
            GitIdentity author,
            GitIdentity committer,
            Instant when) {
        CommitBuilder commit = builder(message, author, committer, when);
        return files.withRevisions(List.of(parent, restored.from()), repository -> {
            try (RevWalk walk = new RevWalk(repository)) {
                ObjectId other = tree(walk, restored.from());
                return insert(
                        repository, commit, parent, (trees, before) -> trees.restore(before, restored.paths(), other));
            }
        });
    }

    /** Whether a commit is what {@link #make} makes of its parent, by its files. Writes nothing. */
    public boolean restores(Revision commit, Revision parent, RestoredPaths restored) {
        return files.withRevisions(List.of(commit, parent, restored.from()), repository -> {
            try (RevWalk walk = new RevWalk(repository);
                    ObjectInserter names = new Names()) {
                return new TreeWriter(walk.getObjectReader(), names)
                        .restore(tree(walk, parent), restored.paths(), tree(walk, restored.from()))
                        .equals(tree(walk, commit));
            } catch (GitopsException nothingThere) {
                return false;
            }
        });
    }

    private static ObjectId tree(RevWalk walk, Revision revision) throws IOException {
        return walk.parseCommit(ObjectIds.id(revision)).getTree().getId();
    }

    private static CommitBuilder builder(
            CommitMessage message, GitIdentity author, GitIdentity committer, Instant when) {
        CommitBuilder commit = new CommitBuilder();
        commit.setAuthor(new PersonIdent(author.name(), author.email(), when, ZoneOffset.UTC));
        commit.setCommitter(new PersonIdent(committer.name(), committer.email(), when, ZoneOffset.UTC));
        commit.setMessage(message.format());
        return commit;
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
                return insert(repository, again, parent, (trees, before) -> trees.write(before, changed));
            }
        });
    }

    /** Names objects, and keeps none. */
    private static final class Names extends ObjectInserter.Formatter {
        @Override
        public ObjectId insert(int type, long length, InputStream content) throws IOException {
            return idFor(type, length, content);
        }
    }

    /** What a commit makes of its parent's tree. */
    private interface TreeChange {
        ObjectId of(TreeWriter trees, ObjectId before) throws IOException;
    }

    private static Revision insert(Repository repository, CommitBuilder commit, Revision parent, TreeChange change)
            throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader);
                ObjectInserter inserter = repository.newObjectInserter()) {
            RevCommit before = walk.parseCommit(ObjectIds.id(parent));
            commit.setParentId(before);
            commit.setTreeId(
                    change.of(new TreeWriter(reader, inserter), before.getTree().getId()));
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            return ObjectIds.revision(id);
        }
    }
}
