package io.jenkins.plugins.gitops.engine.git.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.FastImport;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came to a history with which commit. */
class CommitArrivalsTest {

    private static final Revision NOWHERE = new Revision("1234567890123456789012345678901234567890");

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("a", "0"));
    private RemoteBranch branch;

    @BeforeEach
    void open() {
        branch = RemoteBranch.open(
                caches, new GitRemote(origin.url(), "main"), GitCredentials.NONE, Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        branch.close();
    }

    @Test
    void with_each_commit_what_no_earlier_one_had() {
        Revision first = FastImport.commits(origin, 2);
        Revision second = FastImport.commits(origin, 3);
        Revision third = FastImport.commits(origin, 4);

        assertThat(numbers(List.of(first, second, third, second))).containsExactly(Map.of(second, 3, third, 4));
        assertThat(numbers(List.of(third, first)))
                .as("an earlier one brings nothing")
                .containsExactly(Map.of(first, 0));
        assertThat(numbers(List.of(first))).as("of the first nothing is said").containsExactly(Map.of());
        assertThat(numbers(List.of(first, NOWHERE, third)))
                .as("what is nowhere brings nothing")
                .containsExactly(Map.of(third, 7));
    }

    @Test
    void a_merge_brings_what_was_made_beside_and_is_none_itself() {
        Revision first = tip("main");
        origin.git("branch", "side", "main");
        Revision side = commit("side", "beside");
        commit("main", "meanwhile");
        String merge = origin.git(
                        "-c",
                        "user.name=a",
                        "-c",
                        "user.email=a@example.com",
                        "commit-tree",
                        "main^{tree}",
                        "-p",
                        "main",
                        "-p",
                        "side",
                        "-m",
                        "Merge")
                .strip();
        origin.git("update-ref", "refs/heads/main", merge);

        assertThat(numbers(List.of(first, new Revision(merge)))).containsExactly(Map.of(new Revision(merge), 2));
        assertThat(numbers(List.of(first, side, new Revision(merge))))
                .containsExactly(Map.of(side, 1, new Revision(merge), 1));
    }

    @Test
    void lines_on_histories_that_parted_do_not_hide_each_others_commits() {
        Revision root = tip("main");
        Revision main = FastImport.commits(origin, 3);
        origin.git("branch", "other", root.id());
        Revision other = commit("other", "one");
        Revision newest = commit("other", "two");

        assertThat(numbers(List.of(main, FastImport.commits(origin, 2)), List.of(other, newest), List.of(root, newest)))
                .element(1)
                .isEqualTo(Map.of(newest, 1));
        assertThat(numbers(List.of(main, other))).containsExactly(Map.of(other, 1));
        assertThat(numbers(List.of(main, other), List.of(other, main)))
                .containsExactly(Map.of(other, 1), Map.of(main, 3));
    }

    @Test
    void commits_with_a_trailer_are_left_out_and_such_that_only_speak_of_it_are_not() {
        Revision first = tip("main");
        commit("main", "Deliver\n\nGitops-Deploy-Id: x");
        Revision newest = commit("main", "Say what Gitops-Deploy-Id: means\n\nIt is a trailer.");

        assertThat(numbers(List.of(first, newest))).containsExactly(Map.of(newest, 1));
    }

    @Test
    void of_the_last_lines_nothing_is_said_when_they_are_too_long_together() throws IOException {
        Revision first = tip("main");
        Revision newest = FastImport.commits(origin, 3);
        origin.git("branch", "other", first.id());
        Revision other = commit("other", "one");
        Revision others = commit("other", "two");

        try (Repository repository = new FileRepositoryBuilder()
                        .setGitDir(origin.folder().toFile())
                        .build();
                RevWalk walk = new RevWalk(repository)) {
            NumberedCommits commits = new NumberedCommits();
            commits.add(
                    walk,
                    List.of(ObjectId.fromString(newest.id()), ObjectId.fromString(others.id())),
                    new CommitFilter(walk, Set.of()));
            List<Revision> main = List.of(first, newest);
            List<Revision> beside = List.of(other, others);

            assertThat(arrivals(commits, 7, List.of(main, main, beside, main))).containsExactly(3, 3, 1, 0);
            assertThat(arrivals(commits, 3, List.of(main, main, beside, main))).containsExactly(3, 0, 0, 0);
        }
    }

    @Test
    void what_was_read_is_kept_in_a_file_and_what_came_since_is_added() {
        Revision first = tip("main");
        Revision second = FastImport.commits(origin, 250);
        Revision third = FastImport.commits(origin, 300);
        assertThat(numbers(List.of(first, second))).containsExactly(Map.of(second, 250));
        close();
        open();

        for (int i = 0; i < 2; i++) {
            assertThat(numbers(List.of(first, second, third), List.of(second, third)))
                    .containsExactly(Map.of(second, 250, third, 300), Map.of(third, 300));
        }
        assertThat(numbers(List.of(third, second))).containsExactly(Map.of(second, 0));
    }

    @Test
    void a_damaged_file_is_made_again() throws IOException {
        Revision first = tip("main");
        Revision second = FastImport.commits(origin, 250);
        numbers(List.of(first, second));
        try (Stream<Path> files = Files.walk(caches)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".index")).toList()) {
                byte[] content = Files.readAllBytes(file);
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
        }

        assertThat(numbers(List.of(first, second))).containsExactly(Map.of(second, 250));
    }

    private static List<Integer> arrivals(NumberedCommits commits, long steps, List<List<Revision>> lines) {
        return CommitArrivals.arrivals(commits, lines, steps).stream()
                .map(found -> found.values().stream().mapToInt(List::size).sum())
                .toList();
    }

    @SafeVarargs
    private List<Map<Revision, Integer>> numbers(List<Revision>... lines) {
        List<Map<Revision, List<Instant>>> found =
                branch.arrivals(branch.fetchTipOfHistory(), List.of(lines), Set.of("Gitops-Deploy-Id"));
        return found.stream()
                .map(line -> line.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().size())))
                .toList();
    }

    private Revision commit(String on, String message) {
        return new Revision(origin.commit(on, message, Map.of(message.substring(0, 3), message)));
    }

    private Revision tip(String of) {
        return new Revision(origin.git("rev-parse", of).strip());
    }
}
