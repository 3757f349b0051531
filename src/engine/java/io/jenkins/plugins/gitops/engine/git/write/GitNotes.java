package io.jenkins.plugins.gitops.engine.git.write;

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
import java.util.random.RandomGenerator;
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
 * Notes at commits, on the remote's {@code refs/notes/gitops} (git-notes): a copy for readers that no branch knows of.
 * Kept in a cache of their own, {@code notes.git}, without the notes' history. Writers that collide fetch and try again.
 */
public final class GitNotes {

    public static final String REF = "refs/notes/gitops";

    /** Another writer's push takes milliseconds; more than this means that something else is wrong. */
    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 10);

    /** Each may take as long as a silent server is waited for. */
    private static final int BREAKS = 2;

    /** A no of unknown meaning, while nobody else wrote, counts when it was said so often: the ref may have been locked. */
    private static final int REFUSALS = 5;

    private final CacheRepository cache;
    private final RemoteConnection wire;
    private final ServerText text;

    /** @param wire to {@link #REF} */
    public GitNotes(CacheRepository cache, RemoteConnection wire, ServerText text) {
        this.cache = cache;
        this.wire = wire;
        this.text = text;
    }

    /**
     * What one try came to.
     *
     * @param answer absent when there was nothing to push
     * @param before where the notes were
     */
    private record Try(Optional<PushResponse> answer, ObjectId before) {
        boolean isIn() {
            return answer.map(each -> each.kind() == PushResponse.Kind.YES).orElse(true);
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
        int inVain = 0;
        for (int attempt = 1; ; attempt++) {
            Try tried = cache.use(repository -> once(repository, notes, who, when));
            if (tried.isIn()) {
                return;
            }
            // Where somebody else wrote meanwhile, nothing was said against us yet.
            inVain = tried.before().equals(before) ? inVain + 1 : 1;
            before = tried.before();
            PushResponse answer = tried.answer().orElseThrow();
            requireHope(answer, inVain);
            Optional<Duration> pause = AGAIN.after(attempt, RandomGenerator.getDefault());
            if (pause.isEmpty() || !Backoff.sleep(pause.get())) {
                throw notIn(answer);
            }
        }
    }

    private static void requireHope(PushResponse answer, int inVain) {
        if (answer.kind() == PushResponse.Kind.BROKEN && inVain >= BREAKS) {
            throw notIn(answer);
        }
        if (answer.isFinal() || answer.kind() == PushResponse.Kind.NO && inVain >= REFUSALS) {
            throw new GitopsException(
                    "The Git server refused the notes at " + REF + ": " + answer.words(),
                    "Allow the write-back's account to push to " + REF + ", or switch notes off");
        }
    }

    private static RemoteUnreachableException notIn(PushResponse answer) {
        return new RemoteUnreachableException(
                "The notes at " + REF + " did not get in: " + answer.words(), "Try again", null);
    }

    private Try once(Repository repository, Map<Revision, String> notes, GitIdentity who, Instant when)
            throws IOException {
        ObjectId tip = tip(repository);
        Optional<ObjectId> made =
                make(repository, tip, notes, new PersonIdent(who.name(), who.email(), when, ZoneOffset.UTC));
        if (made.isEmpty()) {
            return new Try(Optional.empty(), tip);
        }
        try {
            return new Try(Optional.of(PushResponse.of(wire.push(repository, made.get(), tip), REF, text)), tip);
        } catch (RemoteUnreachableException e) {
            return new Try(Optional.of(PushResponse.broken(e)), tip);
        }
    }

    /** Zero while there are no notes. */
    private ObjectId tip(Repository repository) throws IOException {
        try {
            return wire.fetchTip(cache, repository, RemoteConnection.Part.FILES);
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
