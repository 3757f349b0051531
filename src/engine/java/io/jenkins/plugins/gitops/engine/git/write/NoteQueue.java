package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.queue.Coalescer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The threads of this process that write notes to one remote. One pushes the notes of all that wait. So they never collide
 * with each other, and many deliveries that end together cost one push.
 */
public final class NoteQueue {

    private final Coalescer<Map<Revision, String>, Boolean> writers = new Coalescer<>("write notes");

    /**
     * Writes the notes, alone or with those of others; see {@link GitNotes#write}.
     *
     * @throws GitopsException also when this thread is interrupted while it waits
     */
    public void write(Map<Revision, String> notes, GitIdentity who, Instant when, GitNotes remote) {
        writers.ask(notes, all -> {
            remote.write(together(all), who, when);
            all.forEach(each -> each.answer(true));
        });
    }

    private static Map<Revision, String> together(List<Coalescer.Request<Map<Revision, String>, Boolean>> all) {
        Map<Revision, String> notes = new TreeMap<>(Comparator.comparing(Revision::id));
        all.forEach(each -> notes.putAll(each.content()));
        return notes;
    }
}
