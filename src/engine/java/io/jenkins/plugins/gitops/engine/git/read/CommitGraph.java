package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.cache.CacheRepository;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteConnection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The commits without files: {@code history.git}, fetched with the filter {@code tree:0}. A commit that is in it is
 * there with all its ancestors, so what is not found among them is not one.
 */
public final class CommitGraph {

    private final CacheRepository cache;
    private final RemoteConnection connection;

    public CommitGraph(CacheRepository cache, RemoteConnection connection) {
        this.cache = cache;
        this.connection = connection;
    }

    /** What is done with the commits. */
    interface Walk<T> {
        T with(RevWalk walk) throws IOException;
    }

    /** What the branch points to now. It is in the cache afterwards with all its ancestors. */
    public Revision fetchTip() {
        return ObjectIds.revision(
                cache.use(repository -> connection.fetchTip(cache, repository, RemoteConnection.Part.HISTORY)));
    }

    /** What it pointed to when it was last fetched, if that is still there. */
    public Optional<Revision> lastFetchedTip() {
        return cache.use(repository -> {
            Optional<ObjectId> tip = connection.trackedTip(repository);
            boolean there = tip.isPresent() && repository.getObjectDatabase().has(tip.get());
            return there ? tip.map(ObjectIds::revision) : Optional.empty();
        });
    }

    /** Whether the server has this commit; asks it when the cache does not know. */
    public boolean has(Revision revision) {
        return cache.use(
                repository -> ensure(repository, ObjectIds.id(revision)).isEmpty());
    }

    /**
     * Does the work with this commit and its ancestors in the cache.
     *
     * @throws RevisionMissingException when the server does not give it out
     */
    <T> T withHistory(Revision revision, Walk<T> work) {
        return cache.use(repository -> {
            Optional<GitopsException> refusal = ensure(repository, ObjectIds.id(revision));
            if (refusal.isPresent()) {
                throw new RevisionMissingException(
                        "The server does not give out the commit " + revision,
                        "Check that the commit was pushed to this repository and is still on a branch",
                        refusal.get());
            }
            try (RevWalk walk = new RevWalk(repository)) {
                return work.with(walk);
            }
        });
    }

    /** Each commit before its ancestors, apart from that the newest first by their committers' clocks; so many at most. */
    public List<CommitInfo> log(Revision from, Collection<Revision> without, int limit) {
        return withHistory(from, walk -> {
            walk.sort(RevSort.TOPO);
            walk.sort(RevSort.COMMIT_TIME_DESC, true);
            markRange(walk, from, without);
            List<CommitInfo> found = new ArrayList<>();
            for (RevCommit commit = next(walk, found.size(), limit); commit != null; ) {
                found.add(commitInfo(commit));
                commit = next(walk, found.size(), limit);
            }
            return found;
        });
    }

    private static RevCommit next(RevWalk walk, int found, int limit) throws IOException {
        return found < limit ? walk.next() : null;
    }

    /** The newest commit of which this is true. */
    public Optional<CommitInfo> find(Revision from, Predicate<CommitInfo> wanted, Collection<Revision> without) {
        return withHistory(from, walk -> {
            markRange(walk, from, without);
            for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
                CommitInfo logged = commitInfo(commit);
                if (wanted.test(logged)) {
                    return Optional.of(logged);
                }
                commit.disposeBody();
            }
            return Optional.empty();
        });
    }

    /** Whether the one can be reached from the other, or is it; false when one of them is unknown. */
    public boolean isAncestor(Revision ancestor, Revision descendant) {
        if (!has(descendant)) {
            return false;
        }
        return withHistory(descendant, walk -> {
            ObjectId wanted = ObjectIds.id(ancestor);
            if (!walk.getObjectReader().has(wanted)) {
                return false;
            }
            walk.setRetainBody(false);
            return walk.isMergedInto(walk.parseCommit(wanted), walk.parseCommit(ObjectIds.id(descendant)));
        });
    }

    /**
     * The ids of the commits' trees: two commits with the same one have the same files. What is not in the cache is left out.
     *
     * @param tip in whose history they are
     */
    public Map<Revision, String> trees(Revision tip, Collection<Revision> commits) {
        return withHistory(tip, walk -> {
            walk.setRetainBody(false);
            Map<Revision, String> trees = new HashMap<>();
            for (Revision commit : commits) {
                if (walk.getObjectReader().has(ObjectIds.id(commit))) {
                    trees.put(
                            commit,
                            walk.parseCommit(ObjectIds.id(commit)).getTree().name());
                }
            }
            return trees;
        });
    }

    static CommitInfo commitInfo(RevCommit commit) {
        return new CommitInfo(
                ObjectIds.revision(commit),
                Arrays.stream(commit.getParents()).map(ObjectIds::revision).toList(),
                person(commit.getAuthorIdent()),
                Instant.ofEpochSecond(commit.getCommitTime()),
                CommitMessage.parse(commit.getFullMessage()));
    }

    static void markRange(RevWalk walk, Revision from, Collection<Revision> without) throws IOException {
        walk.markStart(walk.parseCommit(ObjectIds.id(from)));
        for (Revision stop : without) {
            // What is not here is no ancestor: it hides nothing.
            if (walk.getObjectReader().has(ObjectIds.id(stop))) {
                walk.markUninteresting(walk.parseCommit(ObjectIds.id(stop)));
            }
        }
    }

    private static GitIdentity person(PersonIdent ident) {
        return ident == null ? new GitIdentity("", "") : GitIdentity.lenient(ident.getName(), ident.getEmailAddress());
    }

    private Optional<GitopsException> ensure(Repository repository, ObjectId id) throws IOException {
        if (repository.getObjectDatabase().has(id)) {
            return Optional.empty();
        }
        connection.fetchTip(cache, repository, RemoteConnection.Part.HISTORY);
        if (repository.getObjectDatabase().has(id)) {
            return Optional.empty();
        }
        return connection.fetch(cache, repository, List.of(id), RemoteConnection.Part.HISTORY);
    }
}
