package io.jenkins.plugins.gitops.engine.git.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.FastImport;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedCommitsTest {

    /** Everything but a change of lines that begin with "image:" counts. */
    private static final ChangeFilter NOT_IMAGES_ALONE = (commit, path, before, after) -> {
        String was = before.map(bytes -> new String(bytes, UTF_8)).orElse("");
        String is = after.map(bytes -> new String(bytes, UTF_8)).orElse("");
        return !was.replaceAll("(?m)^image:.*$", "").equals(is.replaceAll("(?m)^image:.*$", ""));
    };

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared()
            .createRepository(Map.of("k8s/web.yaml", "image: a\nport: 1\n", "src/main", "x", "k8s-not/x", "x"));
    private final Revision base = tip("main");
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
    void commits_that_touch_a_directory_are_found_newest_first() {
        commit("main", "Port", Map.of("k8s/web.yaml", "image: a\nport: 2\n"));
        commit("main", "Code", Map.of("src/main", "y", "k8s-not/x", "y"));
        commit("main", "New file", Map.of("k8s/deep/er.yaml", "z"));

        assertThat(subjects(Set.of("k8s"), ChangeFilter.ALL)).containsExactly("New file", "Port");
        assertThat(subjects(Set.of("k8s/web.yaml"), ChangeFilter.ALL)).containsExactly("Port");
        assertThat(subjects(Set.of(""), ChangeFilter.ALL)).containsExactly("New file", "Code", "Port");
        assertThat(subjects(Set.of("docs"), ChangeFilter.ALL)).isEmpty();
        assertThat(subjects(Set.of(), ChangeFilter.ALL)).isEmpty();
    }

    @Test
    void a_commit_that_changed_images_alone_can_be_told_from_one_that_changed_more() {
        commit("main", "Image", Map.of("k8s/web.yaml", "image: b\nport: 1\n"));
        commit("main", "Image and port", Map.of("k8s/web.yaml", "image: c\nport: 2\n"));

        assertThat(subjects(Set.of("k8s"), NOT_IMAGES_ALONE)).containsExactly("Image and port");
    }

    @Test
    void the_filter_sees_both_versions() {
        FastImport.onto(origin, "D k8s/web.yaml\nM 100644 inline k8s/new.yaml\ndata 3\nnew\n");
        List<String> seen = new ArrayList<>();

        subjects(Set.of("k8s"), (commit, path, before, after) -> {
            seen.add(path + ": " + before.map(bytes -> bytes.length) + " > " + after.map(bytes -> bytes.length));
            return false;
        });

        assertThat(seen)
                .containsExactly(
                        "k8s/new.yaml: Optional.empty > Optional[3]", "k8s/web.yaml: Optional[17] > Optional.empty");
    }

    @Test
    void a_change_that_was_taken_back_is_found() {
        commit("main", "Port", Map.of("k8s/web.yaml", "image: a\nport: 2\n"));
        commit("main", "Back", Map.of("k8s/web.yaml", "image: a\nport: 1\n"));

        assertThat(subjects(Set.of("k8s"), ChangeFilter.ALL)).containsExactly("Back", "Port");
    }

    @Test
    void a_changed_mode_counts_without_asking() {
        FastImport.onto(
                origin,
                "M 100755 " + origin.git("rev-parse", "main:k8s/web.yaml").strip() + " k8s/web.yaml\n");

        assertThat(subjects(Set.of("k8s"), (commit, path, before, after) -> false))
                .hasSize(1);
    }

    @Test
    void the_commits_of_a_merged_branch_are_found() {
        origin.git("branch", "feature", "main");
        commit("feature", "Feature", Map.of("k8s/web.yaml", "image: a\nport: 3\n"));
        commit("main", "Code", Map.of("src/main", "y"));
        merge("main", "feature", "feature:k8s/web.yaml");

        assertThat(subjects(Set.of("k8s"), ChangeFilter.ALL)).containsExactly("Feature");
    }

    @Test
    void a_merge_that_changes_nothing_for_the_branch_is_not_found() {
        origin.git("branch", "feature", "main");
        commit("feature", "Feature", Map.of("src/feature", "x"));
        commit("main", "Port", Map.of("k8s/web.yaml", "image: a\nport: 3\n"));
        merge("main", "feature", "main:k8s/web.yaml");

        assertThat(subjects(Set.of("k8s"), ChangeFilter.ALL)).containsExactly("Port");
    }

    @Test
    void a_merge_that_takes_back_the_file_of_an_older_branch_is_found() {
        origin.git("branch", "old", "main");
        commit("main", "Port", Map.of("k8s/web.yaml", "image: a\nport: 3\n"));
        Revision tested = tip("main");
        commit("old", "Old", Map.of("src/old", "x"));
        merge("main", "old", "old:k8s/web.yaml");

        // git log -- k8s shows nothing here: the merge's file is that of one of its parents.
        assertThat(branch.changesBetween(tested, tip("main"), Set.of("k8s"), ChangeFilter.ALL))
                .extracting(commit -> commit.message().subject())
                .containsExactly("Merge old");
    }

    @Test
    void a_hundred_commits_are_looked_at_in_one_fetch() {
        FastImport.commits(origin, 100);
        try (FaultyNetwork network = new FaultyNetwork(origin, line -> FaultyNetwork.Fault.NONE);
                RemoteBranch counted = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            assertThat(counted.changesBetween(base, tip("main"), Set.of("counter"), ChangeFilter.ALL))
                    .hasSize(100);
            assertThat(network.requests()).isLessThan(10);
            int before = network.requests();

            assertThat(counted.changesBetween(base, tip("main"), Set.of("k8s"), ChangeFilter.ALL))
                    .isEmpty();
            assertThat(network.requests()).isEqualTo(before);
        }
    }

    @Test
    void a_server_that_gives_out_branches_alone_is_enough() {
        commit("main", "Port", Map.of("k8s/web.yaml", "image: a\nport: 2\n"));
        commit("main", "Code", Map.of("src/main", "y"));
        try (FaultyNetwork old = new FaultyNetwork(origin, line -> FaultyNetwork.Fault.WITHOUT_PROTOCOL_VERSION);
                RemoteBranch counted = TestBranch.of(old.url(), origin, caches, TestBranch.TIMEOUT)) {
            counted.fetchTip();

            assertThat(counted.changesBetween(base, tip("main"), Set.of("k8s"), ChangeFilter.ALL))
                    .hasSize(1);
        }
    }

    @Test
    void an_unknown_base_is_an_error() {
        assertThatThrownBy(() -> branch.changesBetween(
                        new Revision("1".repeat(40)), tip("main"), Set.of("k8s"), ChangeFilter.ALL))
                .isInstanceOf(RevisionMissingException.class);
    }

    private List<String> subjects(Set<String> paths, ChangeFilter filter) {
        return branch.changesBetween(base, tip("main"), paths, filter).stream()
                .map(commit -> commit.message().subject())
                .toList();
    }

    private void commit(String name, String subject, Map<String, String> files) {
        origin.commit(name, subject, files);
    }

    private void merge(String into, String other, String fileOf) {
        String blob = origin.git("rev-parse", fileOf).strip();
        String subject = "Merge " + other;
        FastImport.stream(
                origin,
                "commit refs/heads/" + into + "\ncommitter A <a@example.com> now\ndata " + subject.length() + "\n"
                        + subject + "\nfrom refs/heads/" + into + "^0\nmerge refs/heads/" + other + "^0\n"
                        + "M 100644 " + blob + " k8s/web.yaml\n");
    }

    private Revision tip(String name) {
        return new Revision(origin.git("rev-parse", name).strip());
    }
}
