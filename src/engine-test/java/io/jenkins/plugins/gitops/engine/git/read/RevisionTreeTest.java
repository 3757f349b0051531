package io.jenkins.plugins.gitops.engine.git.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.FastImport;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.read.RevisionTree.Kind;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevisionTreeTest {

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared()
            .createRepository(Map.of(
                    "README.md", "read me", "k8s/web.yaml", "web", "k8s/base/a.yaml", "a", "k8s-other/b.yaml", "b"));

    @Test
    void the_files_of_the_tip_are_read() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(TestBranch.text(branch, branch.fetchTip(), "k8s/base/a.yaml"))
                    .isEqualTo("a");
        }
    }

    @Test
    void a_directory_lists_everything_below_it_in_the_order_of_paths() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            RevisionTree tree = branch.tree(branch.fetchTip());

            assertThat(tree.list("k8s")).containsExactly("k8s/base/a.yaml", "k8s/web.yaml");
            assertThat(tree.list(""))
                    .containsExactly("README.md", "k8s-other/b.yaml", "k8s/base/a.yaml", "k8s/web.yaml");
            assertThat(tree.list("nowhere")).isEmpty();
            assertThat(tree.list("README.md")).isEmpty();
        }
    }

    @Test
    void kinds_are_told_apart() {
        Revision special = FastImport.onto(
                origin, "M 120000 inline link\ndata 9\nREADME.md\nM 160000 " + "1".repeat(40) + " module\n");
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            RevisionTree tree = branch.tree(special);

            assertThat(List.of("README.md", "k8s", "link", "module", "nothing", "").stream()
                            .map(tree::kind))
                    .containsExactly(Kind.FILE, Kind.DIRECTORY, Kind.SYMLINK, Kind.OTHER, Kind.MISSING, Kind.DIRECTORY);
            assertThatThrownBy(() -> tree.read("link")).hasMessageContaining("There is no file 'link'");
        }
    }

    @Test
    void an_old_commit_is_fetched_by_its_id() {
        Revision before = new Revision(origin.git("rev-parse", "main").strip());
        origin.commit("main", "Newer", Map.of("README.md", "newer"));
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.fetchTip();

            assertThat(TestBranch.text(branch, before, "README.md")).isEqualTo("read me");
        }
    }

    @Test
    void an_old_commit_is_found_on_a_server_that_gives_out_branches_alone() {
        Revision before = new Revision(origin.git("rev-parse", "main").strip());
        origin.commit("main", "Newer", Map.of("README.md", "newer"));
        try (FaultyNetwork old = new FaultyNetwork(origin, request -> FaultyNetwork.Fault.WITHOUT_PROTOCOL_VERSION);
                RemoteBranch branch = TestBranch.of(old.url(), origin, caches, TestBranch.TIMEOUT)) {
            branch.fetchTip();

            assertThat(TestBranch.text(branch, before, "README.md")).isEqualTo("read me");
        }
    }

    @Test
    void an_unknown_commit_is_an_error_that_names_it() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            branch.fetchTip();

            assertThatThrownBy(() -> branch.tree(new Revision("1".repeat(40))))
                    .isInstanceOf(RevisionMissingException.class)
                    .hasMessageContaining("1111111111");
        }
    }

    @Test
    void a_file_that_is_too_large_is_refused() {
        origin.commit("main", "Large", Map.of("large", "x".repeat(RevisionTree.MAX_FILE_BYTES + 1)));
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            RevisionTree tree = branch.tree(branch.fetchTip());

            assertThatThrownBy(() -> tree.read("large"))
                    .isInstanceOf(GitopsException.class)
                    .hasMessageContaining("at most 16777216");
        }
    }

    @Test
    void paths_out_of_the_repository_are_refused() {
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            RevisionTree tree = branch.tree(branch.fetchTip());

            for (String path : List.of("../x", "/x", "k8s//web.yaml", "k8s/", "./x", ".git/config")) {
                assertThatThrownBy(() -> tree.read(path)).hasMessageContaining("is not a path in a repository");
            }
        }
    }
}
