package io.jenkins.plugins.gitops.engine.git.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.ChildJvm;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches of one repository for many identities, as of many repositories: none is shared. */
class CacheFolderTest {

    private static final int LARGE = 300_000;

    @TempDir
    Path caches;

    @TempDir
    Path logs;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));

    @AfterEach
    void unlimited() {
        System.clearProperty(CacheFolder.MAX_CACHES_PROPERTY);
        System.clearProperty(CacheFolder.MAX_BYTES_PROPERTY);
    }

    @Test
    void when_there_are_too_many_those_go_that_were_not_used_for_the_longest_time() {
        Path first = use("first");
        Path second = use("second");
        Path third = use("third");
        use("first");
        System.setProperty(CacheFolder.MAX_CACHES_PROPERTY, "2");

        Path fourth = use("fourth");

        assertThat(present()).containsExactlyInAnyOrder(first, fourth).doesNotContain(second, third);
        assertThat(use("second")).isEqualTo(second);
        assertThat(present()).containsExactlyInAnyOrder(second, fourth);
    }

    @Test
    void when_they_are_too_large_those_go_that_were_not_used_for_the_longest_time() {
        commitLarge();
        Path first = use("first");
        Path second = use("second");
        System.setProperty(CacheFolder.MAX_BYTES_PROPERTY, Integer.toString(2 * LARGE));

        Path third = use("third");

        assertThat(present()).doesNotContain(first).contains(third);
        assertThat(bytes()).isLessThan(2 * LARGE);
        assertThat(second).isNotEqualTo(third);
    }

    @Test
    void the_one_that_was_used_last_stays_however_large_it_is() {
        commitLarge();
        System.setProperty(CacheFolder.MAX_BYTES_PROPERTY, "1");

        assertThat(present()).isEmpty();
        assertThat(use("only")).isIn(present());
    }

    @Test
    void one_that_is_in_use_here_stays() {
        System.setProperty(CacheFolder.MAX_CACHES_PROPERTY, "1");
        try (RemoteBranch branch = open("used")) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
            use("other");
            use("another");

            assertThat(branch.isCached(commit)).isTrue();
            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
        assertThat(present()).hasSize(1);
    }

    @Test
    void one_that_another_process_uses_stays_until_that_ends() throws InterruptedException {
        System.setProperty(CacheFolder.MAX_CACHES_PROPERTY, "1");
        try (ChildJvm other = child(List.of(), Holder.class)) {
            other.awaitOutput("open");
            use("mine");
            use("mine as well");

            assertThat(present()).hasSize(2);
            assertThat(other.finish()).as(other.output()).isZero();
        }
        use("mine");
        assertThat(present()).hasSize(1);
    }

    @Test
    void many_threads_and_processes_that_evict_each_others_caches_all_do_their_work() throws Exception {
        System.setProperty(CacheFolder.MAX_CACHES_PROPERTY, "1");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (ChildJvm one = child(List.of(), Rounds.class);
                ChildJvm two = child(List.of(), Rounds.class)) {
            List<Callable<Void>> work = IntStream.range(0, 4)
                    .<Callable<Void>>mapToObj(seed -> () -> {
                        Rounds.run(origin.url(), caches, seed);
                        return null;
                    })
                    .toList();
            for (Future<Void> each : pool.invokeAll(work, Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                each.get();
            }
            assertThat(one.finish()).as(one.output()).isZero();
            assertThat(two.finish()).as(two.output()).isZero();
        } finally {
            pool.shutdownNow();
        }
        use("last");
        assertThat(present()).hasSize(1);
    }

    @Test
    void what_a_killed_process_had_taken_away_is_removed() throws IOException {
        Path left = Files.createDirectories(caches.resolve(CacheFolder.EVICTED + "1/files.git/objects"));
        Files.writeString(left.resolve("x"), "x");

        use("next");

        assertThat(caches.resolve(CacheFolder.EVICTED + "1")).doesNotExist();
    }

    /** A process that may write no file larger than 64 KiB stands for a disk that is full. */
    @Test
    void a_full_disk_is_one_clear_message_and_no_harm_to_the_next() throws InterruptedException {
        commitLarge();
        try (ChildJvm limited = child(List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "limited"), Rounds.class)) {
            assertThat(limited.finish()).as(limited.output()).isEqualTo(3);
            assertThat(limited.output())
                    .contains("cannot be used", "-> Check that its disk has free space")
                    .doesNotContain("\tat ");
        }
        assertThat(use("round 0")).isIn(present());
        try (RemoteBranch branch = open("round 0")) {
            assertThat(branch.tree(branch.fetchTip()).read("large")).hasSizeGreaterThan(LARGE);
        }
    }

    private ChildJvm child(List<String> before, Class<?> main) {
        return new ChildJvm(
                before, logs.resolve("log-" + new Random().nextInt(1_000_000)), main, origin.url(), caches.toString());
    }

    /** Opens a cache, and has it open until its input ends. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (RemoteBranch branch = Rounds.open(arguments[0], Path.of(arguments[1]), "holder")) {
                Revision tip = branch.fetchTip();
                System.out.println("open");
                while (System.in.read() >= 0) {
                    continue;
                }
                branch.tree(tip).read("web.yaml");
            }
        }
    }

    /** Uses caches of several identities, one after the other. Exit code 3 and one message when that fails. */
    static final class Rounds {

        private Rounds() {}

        public static void main(String[] arguments) {
            System.setProperty(CacheFolder.MAX_CACHES_PROPERTY, "1");
            try {
                run(arguments[0], Path.of(arguments[1]), 0);
            } catch (GitopsException e) {
                System.out.println(e.getMessage() + "\n-> " + e.remedy());
                System.exit(3);
            }
        }

        static void run(String url, Path caches, int seed) {
            for (int round = 0; round < 12; round++) {
                try (RemoteBranch branch = open(url, caches, "round " + (seed + round) % 3)) {
                    Revision tip = branch.fetchTip();
                    Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: " + round + "\n");
                    if (!branch.isCached(commit) || branch.tree(tip).read("web.yaml").length == 0) {
                        throw new IllegalStateException("lost " + commit);
                    }
                }
            }
        }

        static RemoteBranch open(String url, Path caches, String identity) {
            return RemoteBranch.open(
                    caches,
                    new GitRemote(url, "main"),
                    new GitCredentials.UsernamePassword("reader", "", identity),
                    TestBranch.TIMEOUT);
        }
    }

    private RemoteBranch open(String identity) {
        return RemoteBranch.open(
                caches,
                new GitRemote(origin.url(), "main"),
                new GitCredentials.UsernamePassword(origin.username(), origin.password(), identity),
                TestBranch.TIMEOUT);
    }

    /** Uses the cache of an identity, and returns its folder. */
    private Path use(String identity) {
        try (RemoteBranch branch = open(identity)) {
            branch.log(branch.fetchTip(), 1);
        }
        return present().stream()
                .max((a, b) -> Long.compare(lastUsed(a), lastUsed(b)))
                .orElseThrow();
    }

    private static long lastUsed(Path cache) {
        try {
            return Files.getLastModifiedTime(cache.resolve(CacheFolder.IN_USE))
                    .to(java.util.concurrent.TimeUnit.NANOSECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> present() {
        try (Stream<Path> all = Files.list(caches)) {
            return new ArrayList<>(all.filter(Files::isDirectory).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long bytes() {
        try (Stream<Path> all = Files.walk(caches)) {
            return all.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void commitLarge() {
        byte[] noise = new byte[LARGE];
        new Random(1).nextBytes(noise);
        origin.commit("main", "Large", Map.of("large", Base64.getEncoder().encodeToString(noise)));
    }
}
