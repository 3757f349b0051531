package io.jenkins.plugins.gitops.engine.git.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.FastImport;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.RandomHistory;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailerIndexTest {

    private static final String KEY = RandomHistory.KEY;
    private static final int SIZE = 60;

    @TempDir
    Path caches;

    @TempDir
    Path otherCaches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("counter", "start"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void however_the_branch_moves_the_index_says_what_is_in_its_history(long seed) {
        Random random = new Random(seed);
        RandomHistory history = new RandomHistory(origin, SIZE, random);
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            for (int tip = 1; tip < SIZE; tip += random.nextInt(8) - 1) {
                tip = Math.max(tip, 0);
                history.moveTo(tip);
                assertIs(branch, history, branch.fetchTip(), tip);
            }
        }
    }

    private static void assertIs(RemoteBranch branch, RandomHistory history, Revision revision, int tip) {
        List<Integer> found = numbers(branch.withTrailer(revision, KEY));
        assertThat(found).containsExactlyInAnyOrderElementsOf(history.marked(tip));
        for (int i = 0; i < found.size(); i++) {
            for (int later : found.subList(i + 1, found.size())) {
                assertThat(history.isAncestor(found.get(i), later)).isFalse();
            }
        }
        for (int every = 1; every <= 3; every++) {
            int step = every;
            assertThat(branch.newestWithTrailer(revision, KEY, commit -> number(commit) % step == 0)
                            .map(TrailerIndexTest::number)
                            .orElse(-1))
                    .isEqualTo(history.newest(tip, number -> number % step == 0));
        }
    }

    @Test
    void a_tip_that_others_have_left_behind_is_told_without_what_came_after_it() {
        RandomHistory history = new RandomHistory(origin, SIZE, new Random(42));
        history.moveTo(SIZE - 1);
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.withTrailer(branch.fetchTip(), KEY);

            for (int tip = 0; tip < SIZE; tip++) {
                assertIs(branch, history, history.id(tip), tip);
            }
        }
    }

    @Test
    void another_process_reads_what_one_has_indexed_without_asking_the_server() {
        Revision tip = deliveries(300);
        List<CommitInfo> found;
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            found = branch.withTrailer(tip, KEY);
        }
        try (FaultyNetwork nobody = new FaultyNetwork(origin, line -> FaultyNetwork.Fault.NONE)) {
            int before = nobody.requests();
            // A cache of its own for another URL, into which the index is copied; nothing else is there.
            try (RemoteBranch branch = TestBranch.of(nobody.url(), origin, otherCaches, TestBranch.TIMEOUT)) {
                copyIndex();

                assertThat(branch.withTrailer(tip, KEY)).isEqualTo(found).hasSize(300);
            }
            assertThat(nobody.requests()).isEqualTo(before);
        }
    }

    /** What can happen to the file. */
    enum Damage {
        EMPTY(bytes -> new byte[0]),
        TRUNCATED(bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
        GARBAGE(bytes -> new byte[5000]),
        ONE_BIT(bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        }),
        OF_ANOTHER_FORMAT(bytes -> {
            bytes[2 * Integer.BYTES - 1]++;
            return summed(bytes);
        }),
        OF_SOMETHING_ELSE(bytes -> {
            bytes[3 * Integer.BYTES]++;
            return summed(bytes);
        }),
        WITH_A_WRONG_COUNT(bytes -> summed(Arrays.copyOf(bytes, bytes.length / 2)));

        private final UnaryOperator<byte[]> strike;

        Damage(UnaryOperator<byte[]> strike) {
            this.strike = strike;
        }

        private static byte[] summed(byte[] bytes) {
            CRC32 sum = new CRC32();
            sum.update(bytes, 0, bytes.length - Long.BYTES);
            ByteBuffer.wrap(bytes).putLong(bytes.length - Long.BYTES, sum.getValue());
            return bytes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_index_that_cannot_be_believed_is_made_anew(Damage damage) throws IOException {
        Revision tip = deliveries(300);
        List<CommitInfo> found;
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            found = branch.withTrailer(tip, KEY);
        }
        byte[] whole = Files.readAllBytes(indexFile(caches));
        Files.write(indexFile(caches), damage.strike.apply(whole.clone()));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(branch.withTrailer(tip, KEY)).isEqualTo(found).hasSize(300);
        }
        assertThat(Files.readAllBytes(indexFile(caches))).isEqualTo(whole);
    }

    @Test
    void an_index_that_cannot_be_written_is_done_without() throws IOException {
        Revision tip = deliveries(300);
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.withTrailer(tip, KEY);
        }
        Path file = indexFile(caches);
        Files.delete(file);
        Files.createDirectories(file.resolve("in-the-way"));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(branch.withTrailer(tip, KEY)).hasSize(300);
            assertThat(branch.withTrailer(deliveries(3), KEY)).hasSize(303);
        }
    }

    @Test
    void the_index_outlives_the_commits_that_it_was_made_of() throws IOException {
        Revision tip = deliveries(300);
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.withTrailer(tip, KEY);
        }
        Path history = indexFile(caches).resolveSibling("history.git");
        Files.move(history, history.resolveSibling("history.git.old.1"));
        Revision newer = deliveries(3);

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(branch.withTrailer(newer, KEY)).hasSize(303);
        }
    }

    @Test
    void a_forged_beginning_of_a_trailer_in_the_text_is_no_trailer() {
        origin.commit("main", "Talks of\n\n" + KEY + ": 1\n\nand goes on", Map.of("a", "1"));
        origin.commit("main", "Has it\n\nText\n\nnumber: 2", Map.of("a", "2"));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(numbers(branch.withTrailer(branch.fetchTip(), KEY))).containsExactly(2);
        }
    }

    @Test
    void who_reads_while_others_replace_the_file_reads_one_of_them_whole() throws Exception {
        List<IndexedCommits> versions =
                IntStream.range(1, 5).mapToObj(TrailerIndexTest::version).toList();
        new IndexFile(caches, "x").write(versions.get(0));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> work = versions.stream()
                    .<Callable<Void>>map(version -> () -> {
                        IndexFile file = new IndexFile(caches, "x");
                        for (int i = 0; i < 50; i++) {
                            file.write(version);
                            assertThat(versions).contains(file.read().orElseThrow());
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> each : pool.invokeAll(work, Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        try (Stream<Path> left = Files.list(caches)) {
            assertThat(left).hasSize(1);
        }
    }

    private static IndexedCommits version(int number) {
        Revision revision = new Revision(Integer.toString(number).repeat(40));
        CommitInfo commit = new CommitInfo(
                revision,
                List.of(),
                TestBranch.SOMEBODY,
                TestBranch.WHEN,
                TestBranch.message("x".repeat(number * 5000)));
        return new IndexedCommits(revision, List.of(new IndexedCommits.Entry(commit, true)));
    }

    /** So many commits with the trailer on {@code main}. */
    private Revision deliveries(int count) {
        StringBuilder commands = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String message = "Commit\n\n" + KEY + ": " + i;
            commands.append("commit refs/heads/main\ncommitter A <a@example.com> now\ndata ")
                    .append(message.length())
                    .append('\n')
                    .append(message)
                    .append('\n')
                    .append(i == 0 ? "from refs/heads/main^0\n" : "");
        }
        return FastImport.stream(origin, commands.toString());
    }

    private void copyIndex() {
        try (Stream<Path> own = Files.list(otherCaches)) {
            Path from = indexFile(caches);
            Files.copy(
                    from,
                    own.filter(Files::isDirectory).findFirst().orElseThrow().resolve(from.getFileName()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path indexFile(Path caches) throws IOException {
        try (Stream<Path> files = Files.walk(caches)) {
            return files.filter(path -> path.toString().endsWith(".index"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Integer> numbers(List<CommitInfo> commits) {
        return commits.stream().map(TrailerIndexTest::number).toList();
    }

    private static int number(CommitInfo commit) {
        return Integer.parseInt(commit.message().values(KEY).get(0));
    }
}
