package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.cache.CacheRepository;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.BranchMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.PushResponse;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteConnection;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.ServerText;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Notes at commits, on the remote's {@code refs/notes/gitops} (git-notes): a copy for readers, which no branch depends on.
 * Kept in a cache of their own, {@code notes.git}, without the notes' history. Writers that collide fetch and try again.
 */
public final class GitNotes {

    public static final String REF = "refs/notes/gitops";

    /** Another writer's push takes milliseconds; more than this means that something else is wrong. */
    private static final Backoff RETRIES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 10);

    /** How many broken pushes are tried: each may take as long as the timeout. */
    private static final int MAX_UNKNOWN = 2;

    /** How many rejections count, while nobody else wrote: the server may have locked the ref for another push. */
    private static final int MAX_REJECTIONS = 5;

    private final CacheRepository cache;
    private final RemoteConnection connection;
    private final ServerText text;

    /** @param connection to the ref {@link #REF} */
    public GitNotes(CacheRepository cache, RemoteConnection connection, ServerText text) {
        this.cache = cache;
        this.connection = connection;
        this.text = text;
    }

    /**
     * How one push ended.
     *
     * @param response absent when there was nothing to push
     * @param before where the notes were
     */
    private record Attempt(Optional<PushResponse> response, ObjectId before) {
        boolean isIn() {
            return response.map(each -> each.kind() == PushResponse.Kind.ACCEPTED)
                    .orElse(true);
        }
    }

    /**
     * Writes notes in one push; a note that is there is replaced. Nothing is pushed when all of them are there as they are.
     *
     * @throws RemoteUnreachableException when it is not clear whether they are in
     * @throws GitopsException when the server refuses
     */
    void write(Map<Revision, String> notes, GitIdentity who, Instant when) {
        ObjectId before = null;
        int failedAtSameTip = 0;
        for (int attempt = 1; ; attempt++) {
            Attempt attempted = cache.use(repository -> writeOnce(repository, notes, who, when));
            if (attempted.isIn()) {
                return;
            }
            // Where somebody else wrote meanwhile, that was the reason, and the count begins again.
            failedAtSameTip = attempted.before().equals(before) ? failedAtSameTip + 1 : 1;
            before = attempted.before();
            PushResponse response = attempted.response().orElseThrow();
            requireRetryable(response, failedAtSameTip);
            Optional<Duration> pause = RETRIES.after(attempt, ThreadLocalRandom.current());
            if (pause.isEmpty() || !Backoff.sleep(pause.get())) {
                throw notPushed(response);
            }
        }
    }

    private static void requireRetryable(PushResponse response, int failedAtSameTip) {
        if (response.kind() == PushResponse.Kind.UNKNOWN && failedAtSameTip >= MAX_UNKNOWN) {
            throw notPushed(response);
        }
        if (response.isFinal() || response.kind() == PushResponse.Kind.REJECTED && failedAtSameTip >= MAX_REJECTIONS) {
            throw new GitopsException(
                    "The Git server refused the notes at " + REF + ": " + response.message(),
                    "Allow the write-back's account to push to " + REF + ", or switch notes off ("
                            + ErrorRemedy.NOTES.words() + ")");
        }
    }

    private static RemoteUnreachableException notPushed(PushResponse response) {
        return new RemoteUnreachableException(
                "The notes at " + REF + " did not get in: " + response.message(), "Try again", null);
    }

    private Attempt writeOnce(Repository repository, Map<Revision, String> notes, GitIdentity who, Instant when)
            throws IOException {
        ObjectId tip = tip(repository);
        Optional<ObjectId> made =
                make(repository, tip, notes, new PersonIdent(who.name(), who.email(), when, ZoneOffset.UTC));
        if (made.isEmpty()) {
            return new Attempt(Optional.empty(), tip);
        }
        try {
            return new Attempt(
                    Optional.of(PushResponse.of(connection.push(repository, made.get(), tip), REF, text)), tip);
        } catch (RemoteUnreachableException e) {
            return new Attempt(Optional.of(PushResponse.unknown(e)), tip);
        }
    }

    /** Zero while there are no notes. */
    private ObjectId tip(Repository repository) throws IOException {
        try {
            return connection.fetchTip(cache, repository, RemoteConnection.Part.FILES);
        } catch (BranchMissingException noNotesYet) {
            return ObjectId.zeroId();
        }
    }

    /** The commit with these notes; empty when they are there already. */
    private static Optional<ObjectId> make(
            Repository repository, ObjectId tip, Map<Revision, String> notes, PersonIdent who) throws IOException {
        try (ObjectReader reader = repository.newObjectReader();
                RevWalk walk = new RevWalk(reader);
                ObjectInserter inserter = repository.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            NoteMap map = NoteMap.newEmptyMap();
            ObjectId before = null;
            if (!tip.equals(ObjectId.zeroId())) {
                RevCommit parent = walk.parseCommit(tip);
                map = NoteMap.read(reader, parent);
                before = parent.getTree();
                commit.setParentId(parent);
            }
            for (Map.Entry<Revision, String> note : notes.entrySet()) {
                map.set(ObjectIds.id(note.getKey()), note.getValue(), inserter);
            }
            ObjectId tree = map.writeTree(inserter);
            if (tree.equals(before)) {
                return Optional.empty();
            }
            commit.setTreeId(tree);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage("Notes added by gitops\n");
            ObjectId made = inserter.insert(commit);
            inserter.flush();
            return Optional.of(made);
        }
    }
}
