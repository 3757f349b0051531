package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.remote.BranchMissingException;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitGraphTest {

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("counter", "start"));
    private RemoteBranch branch;

    @BeforeEach
    void open() {
        branch = TestBranch.of(origin, caches);
    }

    @AfterEach
    void close() {
        branch.close();
    }

    @Test
    void the_log_tells_people_times_parents_and_trailers() {
        Revision parent = branch.fetchTip();
        CommitMessage message = new CommitMessage("Deploy", "Text.", List.of(new Trailer("Gitops-Deploy-Id", "d-1")));
        Revision commit = branch.commit(
                parent,
                TestBranch.bytes(Map.of("counter", "1")),
                message,
                TestBranch.SOMEBODY,
                TestBranch.SOMEBODY,
                TestBranch.WHEN);
        branch.push(commit, parent, TestBranch.NOBODYS);

        assertThat(branch.log(commit, 1))
                .containsExactly(
                        new CommitInfo(commit, List.of(parent), TestBranch.SOMEBODY, TestBranch.WHEN, message));
    }

    @Test
    void three_thousand_commits_are_fetched_without_their_files_and_then_only_the_new_ones() throws IOException {
        Revision tip = FastImport.commits(origin, 3000);
        assertThat(branch.log(tip, 5000)).hasSize(3001);
        assertThat(objectTypes()).containsExactly("commit");

        Revision newer = FastImport.commits(origin, 3);

        assertThat(branch.log(newer, 5000)).hasSize(3004);
        assertThat(branch.isAncestor(tip, newer)).isTrue();
        assertThat(objectTypes()).containsExactly("commit");
        assertThat(sizeOfSmallestPack()).as("bytes of the second pack").isLessThan(2000);
    }

    @Test
    void the_tip_is_asked_without_its_files_and_known_afterwards_without_the_server() throws IOException {
        Revision tip = FastImport.commits(origin, 20);
        assertThat(branch.lastFetchedTip()).isEmpty();

        assertThat(branch.fetchTipOfHistory()).isEqualTo(tip);

        assertThat(objectTypes()).containsExactly("commit");
        assertThat(branch.isCached(tip)).isFalse();
        FastImport.commits(origin, 1);
        assertThat(branch.lastFetchedTip()).contains(tip);
        origin.git("update-ref", "-d", "refs/heads/main");
        assertThat(branch.lastFetchedTip()).contains(tip);
        assertThat(branch.log(tip, 100)).hasSize(21);
        assertThatThrownBy(() -> branch.fetchTipOfHistory()).isInstanceOf(BranchMissingException.class);
    }

    @Test
    void what_is_fetched_in_steps_is_the_same_as_git_sees() {
        for (int i = 0; i < 5; i++) {
            FastImport.commits(origin, 10);
            branch.log(branch.fetchTip(), 1);
        }

        assertThat(branch.log(branch.fetchTip(), 100))
                .extracting(commit -> commit.revision().id())
                .containsExactlyInAnyOrderElementsOf(
                        origin.git("rev-list", "main").lines().toList());
    }

    @Test
    void a_server_without_filters_gives_the_same_history() {
        FastImport.commits(origin, 20);
        origin.git("config", "uploadpack.allowFilter", "false");

        assertThat(branch.log(branch.fetchTip(), 100)).hasSize(21);
        FastImport.commits(origin, 5);
        assertThat(branch.log(branch.fetchTip(), 100)).hasSize(26);
    }

    @Test
    void the_log_stops_at_what_is_left_out_and_at_its_limit() {
        Revision old = FastImport.commits(origin, 10);
        Revision tip = FastImport.commits(origin, 5);

        assertThat(branch.log(tip, Set.of(old), 100)).hasSize(5);
        assertThat(branch.log(tip, 3)).hasSize(3);
        assertThat(branch.log(tip, 0)).isEmpty();
    }

    @Test
    void a_commit_is_found_by_its_message_unless_it_is_left_out() {
        Revision old = FastImport.commits(origin, 10);
        Revision tip = FastImport.commits(origin, 5);

        assertThat(branch.find(tip, commit -> commit.message().subject().equals("Commit 7")))
                .isPresent();
        assertThat(branch.find(tip, commit -> commit.message().subject().equals("Commit 7"), old))
                .isEmpty();
    }

    @Test
    void ancestors_are_told_from_others_and_from_the_unknown() {
        Revision root = branch.fetchTip();
        Revision tip = FastImport.commits(origin, 10);
        Revision side = new Revision(origin.commit("side", "Elsewhere", Map.of("x", "y")));

        assertThat(branch.isAncestor(root, tip)).isTrue();
        assertThat(branch.isAncestor(tip, tip)).isTrue();
        assertThat(branch.isAncestor(tip, root)).isFalse();
        assertThat(branch.isAncestor(side, tip)).isFalse();
        assertThat(branch.isAncestor(new Revision("1".repeat(40)), tip)).isFalse();
        assertThat(branch.isAncestor(root, new Revision("1".repeat(40)))).isFalse();
    }

    @Test
    void a_rewritten_branch_is_followed() {
        Revision dropped = FastImport.commits(origin, 10);
        branch.log(dropped, 1);
        origin.git("update-ref", "refs/heads/main", "main~5");
        Revision tip = FastImport.commits(origin, 2);

        assertThat(branch.log(tip, 100)).hasSize(8);
        assertThat(branch.isAncestor(dropped, tip)).isFalse();
    }

    @Test
    void a_commit_on_another_branch_is_fetched_by_its_id() {
        Revision side = new Revision(origin.commit("side", "Elsewhere", Map.of("x", "y")));

        assertThat(branch.log(side, 10)).extracting(CommitInfo::revision).containsExactly(side);
    }

    @Test
    void the_log_of_an_unknown_commit_is_an_error() {
        assertThatThrownBy(() -> branch.log(new Revision("1".repeat(40)), 1))
                .isInstanceOf(RevisionMissingException.class);
    }

    private List<String> objectTypes() throws IOException {
        return DevScript.run(
                        List.of(
                                "git",
                                "--git-dir",
                                history().toString(),
                                "cat-file",
                                "--batch-all-objects",
                                "--batch-check=%(objecttype)"),
                        Map.of(),
                        new byte[0])
                .succeeded()
                .lines()
                .distinct()
                .toList();
    }

    private long sizeOfSmallestPack() throws IOException {
        try (Stream<Path> packs = Files.list(history().resolve("objects/pack"))) {
            return packs.filter(path -> path.toString().endsWith(".pack"))
                    .mapToLong(path -> path.toFile().length())
                    .min()
                    .orElseThrow();
        }
    }

    private Path history() throws IOException {
        try (Stream<Path> found = Files.list(caches)) {
            return found.filter(Files::isDirectory).findFirst().orElseThrow().resolve("history.git");
        }
    }
}
