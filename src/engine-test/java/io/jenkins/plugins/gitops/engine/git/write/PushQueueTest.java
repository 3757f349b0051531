package io.jenkins.plugins.gitops.engine.git.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several writers of one branch in one process. */
class PushQueueTest {

    /** So that the others have come when the first push is through. */
    private static final String SLOW_AND_COUNTING = "#!/bin/sh\necho >>pushes\nsleep 1\n";

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private RemoteBranch branch;
    private Revision base;

    @BeforeEach
    void open() {
        branch = TestBranch.of(origin, caches);
        base = branch.fetchTip();
    }

    @AfterEach
    void close() {
        branch.close();
    }

    @Test
    void what_waits_is_pushed_together_one_commit_each() throws Exception {
        hook("pre-receive", SLOW_AND_COUNTING);

        List<PushOutcome> outcomes = push(IntStream.range(0, 8)
                .mapToObj(i -> candidate("app-" + i, Set.of("app-" + i), "app-" + i, "image: " + i))
                .toList());

        assertThat(outcomes).allMatch(outcome -> outcome instanceof PushOutcome.In);
        assertThat(Files.readAllLines(origin.folder().resolve("pushes"))).hasSizeLessThanOrEqualTo(3);
        assertThat(origin.git("log", "--format=%s", "main").lines()).hasSize(9).doesNotHaveDuplicates();
        assertThat(origin.git("diff-tree", "-r", "--name-only", "--no-commit-id", "main~3")
                        .lines())
                .hasSize(1);
        assertThat(origin.git("show", "main:app-5")).isEqualTo("image: 5");
        for (PushOutcome outcome : outcomes) {
            String revision = ((PushOutcome.In) outcome).revision().id();
            assertThat(origin.git("log", "--format=%H", "main").lines()).contains(revision);
        }
    }

    @Test
    void a_commit_on_another_parent_keeps_author_time_and_message() throws Exception {
        PendingCommit first = candidate("a", Set.of("a"), "a", "1");
        PendingCommit second = candidate("b", Set.of("b"), "b", "2");

        branch.push(first);
        PushOutcome outcome = branch.push(second);

        assertThat(outcome).isInstanceOf(PushOutcome.In.class).isNotEqualTo(new PushOutcome.In(second.commit()));
        assertThat(origin.git("log", "-1", "--format=%an <%ae> %at %s", "main").strip())
                .isEqualTo("Some Body <somebody@example.com> " + TestBranch.WHEN.getEpochSecond() + " Change b");
        assertThat(origin.git("rev-parse", "main~1").strip())
                .isEqualTo(first.commit().id());
    }

    @Test
    void who_reads_what_another_changed_makes_the_commit_again() {
        PendingCommit writer = candidate("a", Set.of("base/a"), "base/a", "1");
        branch.push(writer);

        assertThat(branch.push(candidate("b", Set.of("base", "b"), "b", "2")))
                .isEqualTo(new PushOutcome.Moved(writer.commit()));
        assertThat(branch.push(candidate("c", Set.of(""), "c", "2"))).isEqualTo(new PushOutcome.Moved(writer.commit()));
        assertThat(branch.push(candidate("d", Set.of("bas", "base/b"), "d", "2")))
                .isInstanceOf(PushOutcome.In.class);
    }

    @Test
    void two_with_one_ordering_key_are_made_one_after_the_other() {
        PendingCommit writer = candidate("shop in staging", Set.of("a"), "a", "1");
        branch.push(writer);

        assertThat(branch.push(candidate("shop in staging", Set.of("b"), "b", "2")))
                .isEqualTo(new PushOutcome.Moved(writer.commit()));
    }

    @Test
    void after_a_strangers_commit_all_make_theirs_again() throws Exception {
        origin.commit("main", "Theirs", Map.of("theirs", "1"));

        List<PushOutcome> outcomes =
                push(List.of(candidate("a", Set.of("a"), "a", "1"), candidate("b", Set.of("b"), "b", "2")));

        Revision tip = new Revision(origin.git("rev-parse", "main").strip());
        assertThat(outcomes).containsOnly(new PushOutcome.Moved(tip));
    }

    @Test
    void when_the_server_refuses_one_the_others_are_in() throws Exception {
        // The first is pushed alone while the others come.
        hook(
                "pre-receive",
                "#!/bin/sh\n"
                        + "sleep 1\n"
                        + "read old new ref\n"
                        + "git log --format=%s $old..$new | grep -q bad && { echo 'no bad ones' >&2; exit 1; }\n"
                        + "exit 0\n");
        List<PendingCommit> candidates = List.of(
                candidate("a", Set.of("a"), "a", "1"),
                candidate("b", Set.of("b"), "bad", "2"),
                candidate("c", Set.of("c"), "c", "3"),
                candidate("d", Set.of("d"), "d", "4"));

        List<PushOutcome> outcomes = push(candidates);

        assertThat(outcomes.get(1))
                .isInstanceOfSatisfying(PushOutcome.Refused.class, refused -> assertThat(refused.reason())
                        .contains("no bad ones"));
        assertThat(List.of(outcomes.get(0), outcomes.get(2), outcomes.get(3)))
                .allMatch(outcome -> outcome instanceof PushOutcome.In);
        assertThat(origin.git("log", "--format=%s", "main").lines()).hasSize(4);
    }

    @Test
    void a_commit_that_is_in_already_is_found_and_not_pushed_twice() {
        PendingCommit first = candidate("a", Set.of("a"), "a", "1");
        branch.push(candidate("b", Set.of("b"), "b", "2"));
        PushOutcome in = branch.push(first);

        try (RemoteBranch other = TestBranch.of(origin, caches.resolve("of another process"))) {
            other.fetchTip();
            Revision again = TestBranch.commit(other, base, Map.of("a", "1"), "Change a");
            PendingCommit resumed =
                    new PendingCommit(again, base, message -> message.subject().equals("Change a"), first.scope());
            assertThat(other.push(resumed)).isEqualTo(in);
        }
        assertThat(branch.push(first)).isEqualTo(in);
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("3");
    }

    /** A commit on the base, of a writer of its own. */
    private PendingCommit candidate(String orderingKey, Set<String> reads, String file, String content) {
        Map<String, String> files = Map.of(file, content);
        String subject = "Change " + file;
        return new PendingCommit(
                TestBranch.commit(branch, base, files, subject),
                base,
                message -> message.subject().equals(subject),
                Optional.of(new CommitFootprint(orderingKey, reads, new TreeMap<>(TestBranch.bytes(files)))));
    }

    /** All at once; the outcomes in their order. */
    private List<PushOutcome> push(List<PendingCommit> candidates) throws InterruptedException, ExecutionException {
        ExecutorService writers = Executors.newFixedThreadPool(candidates.size());
        try {
            List<Callable<PushOutcome>> work = new ArrayList<>();
            candidates.forEach(each -> work.add(() -> branch.push(each)));
            List<PushOutcome> outcomes = new ArrayList<>();
            for (Future<PushOutcome> each : writers.invokeAll(work, Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                outcomes.add(each.get());
            }
            return outcomes;
        } finally {
            writers.shutdown();
        }
    }

    private void hook(String name, String script) throws IOException {
        Path file = origin.folder().resolve("hooks").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
