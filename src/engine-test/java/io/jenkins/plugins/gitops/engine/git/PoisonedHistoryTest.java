package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.read.ChangeFilter;
import io.jenkins.plugins.gitops.engine.git.read.RevisionTree;
import io.jenkins.plugins.gitops.engine.git.read.TrailerIndex;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A branch that somebody pushed objects to that are made to break whoever reads them. */
class PoisonedHistoryTest {

    private static final String KEY = "Gitops-Deploy-Id";

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));

    @Test
    void a_message_of_a_megabyte_is_passed_over_where_the_history_is_read() {
        origin.commit("main", "Deploys\n\n" + KEY + ": 1", Map.of("a", "1"));
        origin.commit("main", "Poison\n" + " \n".repeat(500_000) + KEY + ": 2\n\n" + KEY + ": 2", Map.of("a", "2"));
        origin.commit("main", "Deploys\n\n" + KEY + ": 3", Map.of("a", "3"));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            Revision tip = branch.fetchTip();

            assertThat(branch.withTrailer(tip, KEY))
                    .extracting(commit -> commit.message().values(KEY))
                    .containsExactly(List.of("3"), List.of(TrailerIndex.UNREAD), List.of("1"));
            assertThat(branch.log(tip, 10))
                    .extracting(commit -> commit.message().subject())
                    .hasSize(4)
                    .allSatisfy(subject -> assertThat(subject).hasSizeLessThan(300));
            assertThat(CommitInfo.lines(branch.log(tip, 10))).hasSizeLessThan(2000);
        }
    }

    /** More than JGit takes into memory (50 MiB), and so more than its walks get past. */
    @Test
    void on_a_tip_of_sixty_megabytes_a_commit_is_made_and_pushed() {
        String before = origin.commit("main", "Deploys\n\n" + KEY + ": 1", Map.of("a", "1"));
        origin.commit("main", "Poison\n\n" + "a b\n".repeat(15_000_000), Map.of("a", "2"));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));

            assertThat(branch.fetchTip()).isEqualTo(commit);
            assertThat(branch.read(tip).message().subject()).startsWith("Poison");
            assertThat(branch.withTrailer(commit, KEY)).hasSize(1);
            assertThat(branch.isAncestor(new Revision(before), commit)).isTrue();
        }
        origin.git("fsck", "--strict");
    }

    /** More bytes of parents than are read of a message: none is lost, so the history before is not hidden. */
    @Test
    void a_merge_of_very_many_parents_hides_no_delivery() {
        String before = origin.commit("main", "Deploys\n\n" + KEY + ": 1", Map.of("a", "1"));
        String head = "tree " + origin.git("rev-parse", "main^{tree}").strip() + "\n";
        String people = "author Mal <mal@example.org> 1700000000 +0000\n"
                + "committer Mal <mal@example.org> 1700000000 +0000\n\nMerge\n";
        String junk = commitObject(head + people);
        String merge =
                commitObject(head + ("parent " + junk + "\n").repeat(22_000) + "parent " + before + "\n" + people);
        origin.git("update-ref", "refs/heads/main", merge);

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            Revision tip = branch.fetchTip();

            assertThat(branch.isAncestor(new Revision(before), tip)).isTrue();
            assertThat(branch.withTrailer(tip, KEY)).hasSize(1);
        }
    }

    private String commitObject(String text) {
        return DevScript.run(git("hash-object", "-t", "commit", "-w", "--stdin"), Map.of(), text.getBytes(UTF_8))
                .succeeded()
                .strip();
    }

    /** Eight trees that each hold the next one twelve times: 430 million paths. */
    @Test
    void a_tree_that_stands_for_more_paths_than_memory_holds_is_refused() {
        Revision bomb = commitOf(bomb(8, 12));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            RevisionTree tree = branch.tree(bomb);

            assertThatThrownBy(() -> tree.list(""))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("more than 100000 files and directories");
            assertThat(tree.list("d0/d0/d0/d0/d0/d0/d0")).hasSize(12);
        }
    }

    @Test
    void directories_without_a_file_are_counted_too() {
        Revision before = new Revision(origin.git("rev-parse", "main").strip());
        String empty = mktree("");
        Revision bomb = commitOf(nested(empty, 8, 12));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThatThrownBy(() -> branch.tree(bomb).list("")).isInstanceOf(GitopsException.class);
            assertThatThrownBy(
                            () -> branch.changesBetween(before, bomb, Set.of("d0"), (commit, path, old, now) -> false))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("There is too much in what changed from");
            assertThat(branch.changesBetween(before, bomb, Set.of("web.yaml"), ChangeFilter.ALL))
                    .hasSize(1);
        }
    }

    @Test
    void a_tree_that_is_very_deep_is_refused() {
        String tree = bomb(1, 1);
        for (int depth = 0; depth < 120; depth++) {
            tree = mktree("040000 tree " + tree + "\td\n");
        }
        Revision deep = commitOf(tree);

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThatThrownBy(() -> branch.tree(deep).list(""))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("more than 100 deep");
        }
    }

    @Test
    void one_large_file_under_many_names_is_not_read_without_end() {
        String large = DevScript.run(
                        git("hash-object", "-w", "--stdin"), Map.of(), new byte[RevisionTree.MAX_FILE_BYTES])
                .succeeded()
                .strip();
        StringBuilder entries = new StringBuilder();
        for (int i = 10; i < 40; i++) {
            entries.append("100644 blob ")
                    .append(large)
                    .append("\tfile")
                    .append(i)
                    .append('\n');
        }
        Revision many = commitOf(mktree(entries.toString()));

        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            RevisionTree tree = branch.tree(many);

            assertThatThrownBy(() -> tree.list("").forEach(tree::read))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("more than 256 MiB of files to read");
        }
    }

    /** So many trees, each with the next one so many times; in the last one are files. */
    private String bomb(int depth, int width) {
        String blob = DevScript.run(git("hash-object", "-w", "--stdin"), Map.of(), "a: 1\n".getBytes(UTF_8))
                .succeeded()
                .strip();
        StringBuilder files = new StringBuilder();
        for (int i = 0; i < width; i++) {
            files.append("100644 blob ").append(blob).append("\tf").append(i).append(".yaml\n");
        }
        return nested(mktree(files.toString()), depth - 1, width);
    }

    private String nested(String innermost, int depth, int width) {
        String tree = innermost;
        for (int level = 0; level < depth; level++) {
            StringBuilder entries = new StringBuilder();
            for (int i = 0; i < width; i++) {
                entries.append("040000 tree ")
                        .append(tree)
                        .append("\td")
                        .append(i)
                        .append('\n');
            }
            tree = mktree(entries.toString());
        }
        return tree;
    }

    private String mktree(String entries) {
        return DevScript.run(git("mktree"), Map.of(), entries.getBytes(UTF_8))
                .succeeded()
                .strip();
    }

    private Revision commitOf(String tree) {
        String commit = DevScript.run(
                        git(
                                "-c",
                                "user.name=Mal",
                                "-c",
                                "user.email=mal@example.org",
                                "commit-tree",
                                "-p",
                                "main",
                                tree),
                        Map.of(),
                        "Poison\n".getBytes(UTF_8))
                .succeeded()
                .strip();
        origin.git("update-ref", "refs/heads/main", commit);
        return new Revision(commit);
    }

    private List<String> git(String... arguments) {
        ArrayList<String> command =
                new ArrayList<>(List.of("git", "--git-dir", origin.folder().toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
