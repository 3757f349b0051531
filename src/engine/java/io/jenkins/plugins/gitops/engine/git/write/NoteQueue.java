package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who writes notes to one remote in this process: whose turn it is pushes what all others wait with, so that writers of
 * one process never collide, and many deliveries that end together cost one push.
 */
public final class NoteQueue {

    private final ReentrantLock turn = new ReentrantLock(true);
    private final List<Waiting> waiting = new ArrayList<>();

    private static final class Waiting {
        private final Map<Revision, String> notes;
        private boolean done;
        private RuntimeException failure;

        Waiting(Map<Revision, String> notes) {
            this.notes = notes;
        }
    }

    /** Writes the notes, alone or with others'; see {@link GitNotes#write}. */
    public void write(Map<Revision, String> notes, GitIdentity who, Instant when, GitNotes remote) {
        Waiting mine = new Waiting(notes);
        synchronized (waiting) {
            waiting.add(mine);
        }
        turn.lock();
        try {
            if (!mine.done) {
                writeAll(who, when, remote);
            }
        } finally {
            turn.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
    }

    private void writeAll(GitIdentity who, Instant when, GitNotes remote) {
        List<Waiting> all;
        synchronized (waiting) {
            all = new ArrayList<>(waiting);
            waiting.clear();
        }
        RuntimeException failure =
                new GitopsException("The notes were not written: another writer's push met a fault", "Try again");
        try {
            Map<Revision, String> together = new TreeMap<>((a, b) -> a.id().compareTo(b.id()));
            all.forEach(each -> together.putAll(each.notes));
            remote.write(together, who, when);
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            for (Waiting each : all) {
                each.done = true;
                each.failure = failure;
            }
        }
    }
}
