package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.cache.CacheRepository;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * The revisions with their files: {@code files.git}. A commit that is in it is there with all its files, since packs
 * arrive whole and our own commits are written last.
 */
public final class RevisionStore {

    private final CacheRepository cache;
    private final RemoteConnection connection;
    private final CommitGraph history;

    public RevisionStore(CacheRepository cache, RemoteConnection connection, CommitGraph history) {
        this.cache = cache;
        this.connection = connection;
        this.history = history;
    }

    /** What the branch points to now. It is in the cache afterwards with its files. */
    public Revision fetchTip() {
        return ObjectIds.revision(
                cache.use(repository -> connection.fetchTip(cache, repository, RemoteConnection.Part.FILES)));
    }

    /** Whether it can be read without asking the server. */
    public boolean has(Revision revision) {
        return cache.use(repository -> repository.getObjectDatabase().has(ObjectIds.id(revision)));
    }

    /** The commit itself, with its true parents, although their history is not here. */
    public CommitInfo commitInfo(Revision revision) {
        return withRevisions(List.of(revision), repository -> {
            try (ObjectReader reader = repository.newObjectReader()) {
                byte[] raw = reader.open(ObjectIds.id(revision), Constants.OBJ_COMMIT)
                        .getBytes();
                return CommitGraph.commitInfo(RevCommit.parse(raw));
            }
        });
    }

    /**
     * Does the work with these revisions in the cache.
     *
     * @throws RevisionMissingException when the server does not give one out
     */
    public <T> T withRevisions(Collection<Revision> revisions, CacheRepository.Work<T> work) {
        List<ObjectId> ids = revisions.stream().map(ObjectIds::id).toList();
        return cache.use(repository -> {
            List<ObjectId> missing = missing(repository, ids);
            if (!missing.isEmpty()) {
                fetch(repository, missing);
            }
            return work.on(repository);
        });
    }

    private void fetch(Repository repository, List<ObjectId> missing) throws IOException {
        Optional<GitopsException> refusal = connection.fetch(cache, repository, missing, RemoteConnection.Part.FILES);
        if (refusal.isPresent()) {
            // Some servers give out only what a branch points to. Everything is a lot: only when it is worth it.
            for (ObjectId id : missing) {
                if (!history.has(ObjectIds.revision(id))) {
                    throw missing(id, refusal.get());
                }
            }
            connection.fetchTip(cache, repository, RemoteConnection.Part.FILES_AND_HISTORY);
        }
        List<ObjectId> still = missing(repository, missing);
        if (!still.isEmpty()) {
            throw missing(still.get(0), refusal.orElse(null));
        }
    }

    private static List<ObjectId> missing(Repository repository, List<ObjectId> ids) throws IOException {
        List<ObjectId> missing = new ArrayList<>();
        for (ObjectId id : ids) {
            if (!repository.getObjectDatabase().has(id)) {
                missing.add(id);
            }
        }
        return missing;
    }

    private static RevisionMissingException missing(ObjectId id, GitopsException cause) {
        return new RevisionMissingException(
                "The server does not give out the commit " + id.name(),
                "Check that the commit was pushed to this repository and is still on a branch",
                cause);
    }
}
