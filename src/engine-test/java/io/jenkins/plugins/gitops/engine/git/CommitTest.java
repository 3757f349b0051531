package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared()
            .createRepository(
                    Map.of("k8s/web.yaml", "image: a\r\n", "k8s/a-b.yaml", "x", "k8s/a/c.yaml", "y", "run", "#!"));

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
    void only_the_changed_file_differs_from_the_parent() {
        push(Map.of("k8s/web.yaml", "image: b\r\n"));

        assertThat(origin.git("diff", "--name-status", "main~1", "main")).isEqualTo("M\tk8s/web.yaml\n");
        assertThat(origin.git("show", "main:k8s/web.yaml")).isEqualTo("image: b\r\n");
    }

    @Test
    void an_executable_file_stays_executable() {
        makeExecutable("run");

        push(Map.of("run", "#!changed"));

        assertThat(origin.git("ls-tree", "main", "run")).startsWith("100755 blob");
    }

    @Test
    void a_new_file_in_new_directories_is_a_plain_file() {
        push(Map.of("deep/er/file.yaml", "new", "k8s/a/b/new.yaml", "new", "k8s/a.yaml", "new"));

        assertThat(origin.git("ls-tree", "-r", "main", "deep")).startsWith("100644 blob");
        assertThat(origin.git("fsck", "--strict", "--no-dangling")).isEmpty();
        assertThat(origin.git("ls-tree", "-r", "--name-only", "main", "k8s").lines())
                .containsExactly("k8s/a-b.yaml", "k8s/a.yaml", "k8s/a/b/new.yaml", "k8s/a/c.yaml", "k8s/web.yaml");
    }

    @Test
    void a_commit_of_no_changes_has_its_parents_tree() {
        push(Map.of());

        assertThat(origin.git("rev-parse", "main^{tree}")).isEqualTo(origin.git("rev-parse", "main~1^{tree}"));
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void the_same_arguments_make_the_same_commit() {
        Revision tip = branch.fetchTip();

        assertThat(TestBranch.commit(branch, tip, "run", "1")).isEqualTo(TestBranch.commit(branch, tip, "run", "1"));
        assertThat(TestBranch.commit(branch, tip, "run", "2")).isNotEqualTo(TestBranch.commit(branch, tip, "run", "1"));
    }

    @Test
    void git_sees_the_people_the_time_and_the_trailers() {
        CommitMessage message =
                new CommitMessage("Deploy", "Because.", List.of(new Trailer("Gitops-Deploy-Id", "d-1")));
        Revision tip = branch.fetchTip();
        Revision commit = branch.commit(
                tip,
                new TreeMap<>(),
                message,
                TestBranch.SOMEBODY,
                new GitIdentity("Jenkins", "jenkins@example.com"),
                TestBranch.WHEN);
        branch.push(commit, tip, TestBranch.NOBODYS);

        assertThat(origin.git("log", "-1", "--format=%an <%ae>|%cn <%ce>|%cI|%s|%(trailers:only,separator=;)", "main"))
                .isEqualTo("Some Body <somebody@example.com>|Jenkins <jenkins@example.com>|2026-01-02T03:04:05+00:00"
                        + "|Deploy|Gitops-Deploy-Id: d-1\n");
    }

    @Test
    void a_file_is_not_written_where_something_else_stands() {
        Revision tip = branch.fetchTip();

        for (Map<String, String> wrong : List.of(
                Map.of("k8s", "x"),
                Map.of("run/below", "x"),
                Map.of("new", "x", "new/below", "x"),
                Map.of("../x", "x"),
                Map.of(".git/config", "x"),
                Map.of("", "x"))) {
            assertThatThrownBy(() -> TestBranch.commit(branch, tip, wrong, "Wrong"))
                    .as("%s", wrong)
                    .isInstanceOf(GitopsException.class);
        }
    }

    @Test
    void a_name_of_many_languages_is_kept() {
        push(Map.of("k8s/größe-日本-😀.yaml", "ü"));

        assertThat(origin.git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "main", "k8s"))
                .contains("k8s/größe-日本-😀.yaml");
        assertThat(branch.tree(branch.fetchTip()).read("k8s/größe-日本-😀.yaml")).isEqualTo("ü".getBytes(UTF_8));
    }

    private void push(Map<String, String> files) {
        Revision tip = branch.fetchTip();
        Revision commit = TestBranch.commit(branch, tip, files, "Change");
        assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
    }

    private void makeExecutable(String path) {
        String blob = origin.git("rev-parse", "main:" + path).strip();
        FastImport.onto(origin, "M 100755 " + blob + " " + path + "\n");
    }
}
