package io.jenkins.plugins.gitops.engine.git.write;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes on a real Git server, as git-notes reads them. */
class GitNotesTest {

    private static final String PUSH = "POST .*/git-receive-pack .*";

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final Revision commit = new Revision(origin.git("rev-parse", "main").strip());

    @Test
    void a_note_is_there_for_git_and_the_branch_has_no_part_in_it() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            note(branch, commit, "Result: healthy\n");
        }

        assertThat(note(commit)).isEqualTo("Result: healthy");
        assertThat(origin.git("log", "--notes=gitops", "--format=%N", "-1", "main")
                        .strip())
                .isEqualTo("Result: healthy");
        assertThat(origin.git("log", "-1", "--format=%an %cn", GitNotes.REF).strip())
                .isEqualTo("Some Body Some Body");
        assertThat(origin.git("rev-parse", "main").strip()).isEqualTo(commit.id());
    }

    @Test
    void a_note_replaces_the_one_before_and_the_same_again_pushes_nothing() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            note(branch, commit, "unknown");
            note(branch, commit, "healthy");
            note(branch, commit, "healthy");
        }

        assertThat(note(commit)).isEqualTo("healthy");
        assertThat(pushes()).isEqualTo(2);
    }

    @Test
    void others_notes_stay_when_their_writers_were_faster() {
        Revision next = new Revision(origin.commit("main", "Next", Map.of("web.yaml", "image: b\n")));
        try (RemoteBranch one = TestBranch.of(origin, caches.resolve("one"));
                RemoteBranch other = TestBranch.of(origin, caches.resolve("other"))) {
            note(one, commit, "one");
            note(other, next, "other");
            note(one, next, "one again");
        }

        assertThat(note(commit)).isEqualTo("one");
        assertThat(note(next)).isEqualTo("one again");
        assertThat(pushes()).isEqualTo(3);
    }

    @Test
    void a_race_that_is_lost_while_the_server_works_is_run_again() throws IOException {
        String faster = origin.git(
                        "-c",
                        "user.name=F",
                        "-c",
                        "user.email=f@example.com",
                        "commit-tree",
                        "-m",
                        "Faster",
                        origin.git("hash-object", "-t", "tree", "-w", "/dev/null")
                                .strip())
                .strip();
        // Another's push is finished between our advertisement and our update, once.
        hook("#!/bin/sh\nunset GIT_QUARANTINE_PATH\n[ -e $GIT_DIR/once ] || git update-ref " + GitNotes.REF + " "
                + faster + "\ntouch $GIT_DIR/once\n");

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            note(branch, commit, "healthy");
        }

        assertThat(note(commit)).isEqualTo("healthy");
        assertThat(origin.git("log", "--format=%s", GitNotes.REF)).contains("Faster");
    }

    @Test
    void writers_of_two_caches_at_once_lose_nothing() throws Exception {
        List<Revision> commits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            commits.add(new Revision(origin.commit("main", "Commit " + i, Map.of("web.yaml", "image: " + i + "\n"))));
        }
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try (RemoteBranch one = TestBranch.of(origin, caches.resolve("one"));
                RemoteBranch other = TestBranch.of(origin, caches.resolve("other"))) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < commits.size(); i++) {
                Revision each = commits.get(i);
                RemoteBranch writer = i % 2 == 0 ? one : other;
                writers.add(pool.submit(() -> note(writer, each, "note of " + each)));
            }
            for (Future<?> writer : writers) {
                Eventually.get(writer);
            }
        } finally {
            pool.shutdownNow();
        }

        for (Revision each : commits) {
            assertThat(note(each)).isEqualTo("note of " + each);
        }
        // Those of one process go together: there is a push for at most each of them.
        assertThat(pushes()).isLessThanOrEqualTo(commits.size());
    }

    @Test
    void those_that_wait_for_a_push_go_together_in_the_next_one() throws Exception {
        Path held = origin.folder().resolve("held");
        Path go = origin.folder().resolve("go");
        hook("#!/bin/sh\ntouch " + held + "\nwhile [ ! -e " + go + " ]; do sleep 0.1; done\n");
        List<Revision> commits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            commits.add(new Revision(origin.commit("main", "Commit " + i, Map.of("web.yaml", "image: " + i + "\n"))));
        }
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try (RemoteBranch branch = TestBranch.of(origin.url(), origin, caches, java.time.Duration.ofMinutes(5))) {
            Future<?> first = pool.submit(() -> note(branch, commit, "first"));
            eventually("the first push is held").until(() -> Files.exists(held));
            List<Thread> waiting = new ArrayList<>();
            for (Revision each : commits) {
                Thread writer = new Thread(() -> note(branch, each, "together"));
                writer.start();
                waiting.add(writer);
            }
            eventually("the others wait")
                    .untilAsserted(() ->
                            assertThat(waiting).extracting(Thread::getState).containsOnly(Thread.State.WAITING));
            Files.createFile(go);
            Eventually.get(first);
            for (Thread each : waiting) {
                each.join(Eventually.LIMIT.toMillis());
            }
            assertThat(waiting).noneMatch(Thread::isAlive);
        } finally {
            pool.shutdownNow();
        }

        assertThat(commits).allSatisfy(each -> assertThat(note(each)).isEqualTo("together"));
        assertThat(pushes()).isEqualTo(2);
    }

    @Test
    void a_server_that_takes_no_notes_is_told_in_its_words() throws IOException {
        hook("#!/bin/sh\necho x >>$GIT_DIR/count\necho 'no notes, " + origin.password() + "' >&2\nexit 1\n");
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThatThrownBy(() -> note(branch, commit, "healthy"))
                    .isInstanceOf(GitopsException.class)
                    .isNotInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining(GitNotes.REF)
                    .hasMessageContaining("no notes, ****");
        }
        assertThat(Files.readAllLines(origin.folder().resolve("count"))).hasSize(1);
        assertThat(origin.git("for-each-ref", GitNotes.REF)).isEmpty();
    }

    @Test
    void an_answer_that_was_lost_is_looked_for() {
        AtomicBoolean lost = new AtomicBoolean();
        try (FaultyNetwork network = new FaultyNetwork(
                        origin,
                        line -> line.matches(PUSH) && lost.compareAndSet(false, true)
                                ? Fault.ANSWER_LOST
                                : Fault.NONE);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            note(branch, commit, "healthy");
        }
        assertThat(note(commit)).isEqualTo("healthy");
        assertThat(pushes()).isEqualTo(1);
    }

    @Test
    void a_server_that_is_down_is_an_error_that_may_pass() {
        try (FaultyNetwork network = new FaultyNetwork(origin, line -> Fault.UNAVAILABLE);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            assertThatThrownBy(() -> note(branch, commit, "healthy")).isInstanceOf(RemoteUnreachableException.class);
        }
    }

    @Test
    void a_damaged_cache_of_notes_begins_anew() throws IOException {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            note(branch, commit, "one");
        }
        Path cache;
        try (var folders = Files.list(caches)) {
            cache = folders.filter(Files::isDirectory).findFirst().orElseThrow().resolve("notes.git");
        }
        Files.writeString(cache.resolve("HEAD"), "damaged");
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            note(branch, commit, "two");
        }
        assertThat(note(commit)).isEqualTo("two");
    }

    private static void note(RemoteBranch branch, Revision at, String text) {
        branch.note(Map.of(at, text), TestBranch.SOMEBODY, TestBranch.WHEN);
    }

    private String note(Revision at) {
        return origin.git("notes", "--ref=gitops", "show", at.id()).strip();
    }

    /** Each push of notes is one commit. */
    private int pushes() {
        return Integer.parseInt(origin.git("rev-list", "--count", GitNotes.REF).strip());
    }

    private void hook(String script) throws IOException {
        Path hook = origin.folder().resolve("hooks/pre-receive");
        Files.writeString(hook, script);
        hook.toFile().setExecutable(true);
    }
}
