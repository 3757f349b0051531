package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.BranchMissingException;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {

    @TempDir
    Path caches;

    final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private RemoteBranch branch;

    /** Over HTTP; a subclass may use another transport to the same server. */
    RemoteBranch connect() {
        return TestBranch.of(origin, caches);
    }

    /** How many push at once; each of them five times. */
    int writers() {
        return 8;
    }

    @BeforeEach
    void open() {
        branch = connect();
    }

    @AfterEach
    void close() {
        branch.close();
    }

    @Test
    void a_commit_is_in() {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        assertThat(branch.fetchTip()).isEqualTo(commit);
        assertThat(tipOfOrigin()).isEqualTo(commit);
    }

    @Test
    void a_commit_pushed_twice_is_in_once() {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        branch.push(commit, tip, TestBranch.NOBODYS);

        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void a_commit_that_others_built_on_is_in() {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        branch.push(commit, tip, TestBranch.NOBODYS);
        origin.commit("main", "On top", Map.of("other", "x"));

        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
    }

    @Test
    void the_loser_of_a_race_learns_the_new_tip_and_is_in_the_second_time() {
        Revision tip = branch.fetchTip();
        Revision mine = TestBranch.commit(branch, tip, "web.yaml", "image: mine\n");
        Revision theirs = new Revision(origin.commit("main", "Theirs", Map.of("other", "x")));

        assertThat(branch.push(mine, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.Moved(theirs));

        Revision again = TestBranch.commit(branch, theirs, "web.yaml", "image: mine\n");
        assertThat(branch.push(again, theirs, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(again));
        assertThat(origin.git("log", "--format=%s", "main").lines())
                .containsExactly("Change web.yaml", "Theirs", "Begin");
    }

    @Test
    void a_race_lost_while_the_server_works_is_moved_and_not_refused() throws IOException {
        Revision tip = branch.fetchTip();
        Revision mine = TestBranch.commit(branch, tip, "web.yaml", "image: mine\n");
        String faster = origin.git(
                        "-c",
                        "user.name=F",
                        "-c",
                        "user.email=f@example.com",
                        "commit-tree",
                        "-p",
                        "main",
                        "-m",
                        "Faster",
                        "main^{tree}")
                .strip();
        // Another's push is finished between our advertisement and our update.
        hook("pre-receive", "#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main " + faster + "\n");

        PushOutcome outcome = branch.push(mine, tip, TestBranch.NOBODYS);

        assertThat(outcome).isEqualTo(new PushOutcome.Moved(new Revision(faster)));
    }

    @Test
    void a_ref_that_is_locked_for_a_moment_is_tried_again() throws IOException {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        Path lock = origin.folder().resolve("refs/heads/main.lock");
        Files.writeString(lock, "");
        hook(
                "pre-receive",
                "#!/bin/sh\ncount=$GIT_DIR/count\necho x >>$count\n[ $(wc -l <$count) -lt 2 ] || rm -f " + lock + "\n");

        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
    }

    @Test
    void what_a_hook_refuses_is_refused_with_the_hooks_words() throws IOException {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        hook(
                "pre-receive",
                "#!/bin/sh\necho x >>$GIT_DIR/count\nprintf '\\033[31mOnly on weekdays\\033[0m\\n' >&2\nexit 1\n");

        PushOutcome outcome = branch.push(commit, tip, TestBranch.NOBODYS);

        assertThat(outcome).isInstanceOfSatisfying(PushOutcome.Refused.class, refused -> assertThat(refused.reason())
                .contains("pre-receive hook declined")
                .contains("Only on weekdays")
                .doesNotContain("\u001b"));
        assertThat(tipOfOrigin()).isEqualTo(tip);
        assertThat(Files.readAllLines(origin.folder().resolve("count")))
                .as("pushes")
                .hasSize(1);
    }

    @Test
    void a_branch_that_takes_no_push_is_refused() {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        origin.git("config", "receive.hideRefs", "refs/heads/main");

        assertThat(branch.push(commit, tip, TestBranch.NOBODYS))
                .isInstanceOfSatisfying(PushOutcome.Refused.class, refused -> assertThat(refused.reason())
                        .contains("shows this branch to a fetch and not to a push"));
        assertThat(tipOfOrigin()).isEqualTo(tip);
    }

    @Test
    void a_commit_made_anew_is_found_by_its_message() {
        Predicate<CommitMessage> own =
                message -> message.values("Gitops-Deploy-Id").contains("d-1");
        Revision tip = branch.fetchTip();
        CommitMessage message = TestBranch.message("Deploy", new Trailer("Gitops-Deploy-Id", "d-1"));
        Revision first = branch.commit(
                tip,
                TestBranch.bytes(Map.of("web.yaml", "b")),
                message,
                TestBranch.SOMEBODY,
                TestBranch.SOMEBODY,
                TestBranch.WHEN);
        branch.push(first, tip, own);
        origin.commit("main", "On top", Map.of("other", "x"));

        Revision second = branch.commit(
                tip,
                TestBranch.bytes(Map.of("web.yaml", "b")),
                message,
                TestBranch.SOMEBODY,
                TestBranch.SOMEBODY,
                TestBranch.WHEN.plusSeconds(60));

        assertThat(branch.push(second, tip, own)).isEqualTo(new PushOutcome.In(first));
    }

    @Test
    void a_rewritten_branch_is_moved_and_not_overwritten() {
        origin.commit("main", "To be dropped", Map.of("web.yaml", "image: x\n"));
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        origin.git("update-ref", "refs/heads/main", "main~1");

        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.Moved(tipOfOrigin()));
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("1");
    }

    @Test
    void a_deleted_branch_is_missing_and_not_made_again() {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        origin.git("update-ref", "-d", "refs/heads/main");

        assertThatThrownBy(() -> branch.push(commit, tip, TestBranch.NOBODYS))
                .isInstanceOf(BranchMissingException.class)
                .hasMessageContaining("no branch 'main'");
        assertThat(origin.git("for-each-ref")).isEmpty();
    }

    @Test
    void a_commit_that_nobody_has_must_be_made_again() {
        Revision tip = branch.fetchTip();

        assertThatThrownBy(() -> branch.push(new Revision("1".repeat(40)), tip, TestBranch.NOBODYS))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("neither on the branch nor in the cache");
    }

    @Test
    void the_commits_of_many_writers_are_all_in_and_the_cache_is_kept() throws Exception {
        branch.fetchTip();
        Object cache = identityOfCache();

        allWriters(this::pushUntilIn);

        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo(String.valueOf(1 + 5 * writers()));
        assertThat(origin.git("log", "--format=%s", "main").lines()).doesNotHaveDuplicates();
        String last = "app-" + (writers() - 1) + ".yaml";
        assertThat(origin.git("show", "main:" + last)).isEqualTo(last + " 4");
        assertThat(identityOfCache()).isEqualTo(cache);
    }

    private void allWriters(BiConsumer<String, String> push) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(writers());
        List<Future<?>> running = new ArrayList<>();
        for (int writer = 0; writer < writers(); writer++) {
            String file = "app-" + writer + ".yaml";
            running.add(writers.submit(() -> {
                for (int i = 0; i < 5; i++) {
                    push.accept(file, file + " " + i);
                }
            }));
        }
        for (Future<?> each : running) {
            Eventually.get(each);
        }
        writers.shutdown();
    }

    private Object identityOfCache() throws IOException {
        try (Stream<Path> found = Files.walk(caches, 2)) {
            Path files =
                    found.filter(path -> path.endsWith("files.git")).findFirst().orElseThrow();
            return Files.readAttributes(files, BasicFileAttributes.class).fileKey();
        }
    }

    private void pushUntilIn(String file, String content) {
        Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(300), 100);
        try (RemoteBranch own = connect()) {
            Revision tip = own.fetchTip();
            for (int attempt = 1; ; attempt++) {
                Revision commit = TestBranch.commit(own, tip, Map.of(file, content), content);
                PushOutcome outcome = own.push(commit, tip, TestBranch.NOBODYS);
                if (outcome instanceof PushOutcome.In) {
                    return;
                }
                tip = ((PushOutcome.Moved) outcome).tip();
                // As a delivery backs off.
                Thread.sleep(backoff.after(attempt, ThreadLocalRandom.current())
                        .orElseThrow()
                        .toMillis());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hook(String name, String script) throws IOException {
        Path file = origin.folder().resolve("hooks").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Revision tipOfOrigin() {
        return new Revision(origin.git("rev-parse", "main").strip());
    }
}
