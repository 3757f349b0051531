package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.read.RevisionTree;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BranchCacheTest {

    @TempDir
    Path caches;

    private final BareRepository origin =
            GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n", "other/file", "x".repeat(5000)));

    /** What can happen to a disk. */
    enum Damage {
        PACKS_TRUNCATED(cache -> each(cache, path -> path.endsWith(".pack"), BranchCacheTest::truncate)),
        PACKS_EMPTY(cache -> each(cache, path -> path.endsWith(".pack"), path -> write(path, ""))),
        PACKS_DELETED(cache -> each(cache, path -> path.endsWith(".pack"), BranchCacheTest::delete)),
        INDEXES_DELETED(cache -> each(cache, path -> path.endsWith(".idx"), BranchCacheTest::delete)),
        INDEXES_TRUNCATED(cache -> each(cache, path -> path.endsWith(".idx"), BranchCacheTest::truncate)),
        EVERYTHING_IN_OBJECTS_DELETED(
                cache -> each(cache, path -> path.contains("/objects/"), BranchCacheTest::delete)),
        SHALLOW_IS_GARBAGE(cache -> each(cache, path -> path.endsWith("/shallow"), path -> write(path, "garbage"))),
        SHALLOW_DELETED(cache -> each(cache, path -> path.endsWith("/shallow"), BranchCacheTest::delete)),
        CONFIG_IS_GARBAGE(cache -> each(cache, path -> path.endsWith("/config"), path -> write(path, "[[["))),
        HEAD_DELETED(cache -> each(cache, path -> path.endsWith("/HEAD"), BranchCacheTest::delete)),
        NAMES_EMPTY(cache -> each(cache, path -> path.contains("/refs/"), path -> write(path, ""))),
        NAMES_DANGLING(
                cache -> each(cache, path -> path.contains("/refs/"), path -> write(path, "1".repeat(40) + "\n"))),
        ALL_DELETED(cache -> each(cache, path -> true, BranchCacheTest::delete));

        private final Consumer<Path> strike;

        Damage(Consumer<Path> strike) {
            this.strike = strike;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_damaged_cache_is_made_anew(Damage damage) {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.log(branch.fetchTip(), 10);
        }
        damage.strike.accept(caches);

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            deliver(branch, damage.name());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_cache_that_is_damaged_while_it_is_open_is_made_anew(Damage damage) {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.log(branch.fetchTip(), 10);
            RevisionTree tree = branch.tree(branch.fetchTip());
            origin.commit("main", "Newer", Map.of("web.yaml", "image: newer\n"));
            damage.strike.accept(caches);

            assertThat(tree.read("other/file")).hasSize(5000);
            deliver(branch, damage.name());
        }
    }

    private void deliver(RemoteBranch branch, String content) {
        Revision tip = branch.fetchTip();
        assertThat(branch.tree(tip).list("")).containsExactly("other/file", "web.yaml");
        Revision commit = TestBranch.commit(branch, tip, "web.yaml", content);
        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        assertThat(TestBranch.text(branch, commit, "web.yaml")).isEqualTo(content);
        assertThat(branch.log(commit, 10).size())
                .isEqualTo(Integer.parseInt(
                        origin.git("rev-list", "--count", "main").strip()));
    }

    @Test
    void lock_files_of_a_killed_process_are_removed() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.log(branch.fetchTip(), 10);
        }
        each(caches, path -> path.endsWith(".git/HEAD"), head -> {
            write(head.resolveSibling("shallow.lock"), "");
            write(head.resolveSibling("refs/remotes/origin/main.lock"), "");
            write(head.resolveSibling("objects/incoming_123.pack"), "half");
        });
        origin.commit("main", "Newer", Map.of("web.yaml", "image: newer\n"));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            deliver(branch, "after the kill");
        }
        assertThat(files(caches)
                        .filter(path -> path.toString().matches(".*(\\.lock|incoming_.*)")
                                && path.toString().contains(".git/")))
                .isEmpty();
    }

    @Test
    void an_unpushed_commit_is_still_there_when_the_cache_is_opened_again() {
        Revision tip;
        Revision commit;
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            tip = branch.fetchTip();
            commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        }
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(branch.isCached(commit)).isTrue();
            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
    }

    @Test
    void a_commit_can_be_made_again_when_the_cache_is_gone() {
        Revision tip;
        Revision commit;
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            tip = branch.fetchTip();
            commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
        }
        Damage.ALL_DELETED.strike.accept(caches);
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(branch.isCached(commit)).isFalse();
            assertThat(TestBranch.commit(branch, tip, "web.yaml", "image: b\n")).isEqualTo(commit);
            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
    }

    @Test
    void a_cache_of_many_fetches_begins_anew_when_nobody_uses_it() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.fetchTip();
        }
        each(caches, path -> path.endsWith(".pack"), pack -> {
            for (int i = 0; i < 200; i++) {
                write(pack.resolveSibling("pack-" + "%040d".formatted(i) + ".pack"), "");
            }
        });
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            deliver(branch, "tidy");
        }
        assertThat(files(caches).filter(path -> path.toString().endsWith(".pack")))
                .hasSizeLessThan(10);
    }

    @Test
    void a_cache_of_many_own_commits_begins_anew_when_nobody_uses_it() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            TestBranch.commit(branch, branch.fetchTip(), "web.yaml", "image: b\n");
        }
        each(caches, path -> path.endsWith("files.git/HEAD"), head -> {
            Path loose = head.resolveSibling("objects/17");
            for (int i = 0; i < 40; i++) {
                loose.toFile().mkdirs();
                write(loose.resolve("%038d".formatted(i)), "");
            }
        });
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            deliver(branch, "tidy");
        }
        assertThat(files(caches).filter(path -> path.toString().contains("/objects/17/")))
                .hasSizeLessThan(10);
    }

    @Test
    void two_identities_share_nothing() {
        try (RemoteBranch mine = TestBranch.of(origin, caches);
                RemoteBranch theirs = RemoteBranch.open(
                        caches, new GitRemote(origin.url(), "main"), GitCredentials.NONE, TestBranch.TIMEOUT)) {
            Revision commit = TestBranch.commit(mine, mine.fetchTip(), "web.yaml", "image: b\n");

            assertThat(theirs.isCached(commit)).isFalse();
            mine.withTrailer(mine.fetchTip(), "Key");
            theirs.withTrailer(theirs.fetchTip(), "Key");
        }
        assertThat(files(caches)
                        .filter(path -> path.toString().endsWith(".index"))
                        .map(Path::getParent))
                .as("indexes")
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void an_unchanged_tip_costs_two_requests() {
        try (FaultyNetwork network = new FaultyNetwork(origin, line -> FaultyNetwork.Fault.NONE);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            branch.fetchTip();
            int before = network.requests();
            branch.fetchTip();

            assertThat(network.requests() - before).isEqualTo(2);
        }
    }

    private static void each(Path folder, Predicate<String> which, Consumer<Path> work) {
        try (Stream<Path> files = files(folder)) {
            files.filter(path -> which.test(path.toString()) && path.toString().contains(".git/"))
                    .toList()
                    .forEach(work);
        }
    }

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder).filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void truncate(Path file) {
        writable(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        writable(file);
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writable(Path file) {
        if (Files.exists(file) && !file.toFile().setWritable(true)) {
            throw new IllegalStateException(file.toString());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
