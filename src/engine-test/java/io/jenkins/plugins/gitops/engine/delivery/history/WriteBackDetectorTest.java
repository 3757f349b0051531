package io.jenkins.plugins.gitops.engine.delivery.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteBackDetectorTest {

    private static final String CLAIM =
            """
            Deploy shop

            Gitops-Deploy-Id: 01jdabcdefghjkmnpqrstvwxyz
            Gitops-Application: shop
            Gitops-Environment: production
            """;

    private static final String ID = "01jdabcdefghjkmnpqrstvwxy";

    @TempDir
    Path caches;

    private final BareRepository origin =
            GitServer.shared().createRepository(Map.of("k8s/shop.yaml", manifest("1", 1), "src/main", "x"));
    private final Revision built = new Revision(origin.git("rev-parse", "main").strip());
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
    void nothing_new_is_not_write_backs_alone() {
        assertThat(since(Set.of()).only()).isFalse();
        assertThat(since(Set.of()).all()).isEmpty();
    }

    @Test
    void what_was_pushed_here_needs_no_look_at_its_files() {
        Revision ours = commit(CLAIM, Map.of("src/main", "y"));

        assertThat(since(Set.of(ours)).only()).isTrue();
        assertThat(since(Set.of()).only()).isFalse();
    }

    @Test
    void a_deliverys_commit_of_somebody_else_is_one_when_it_changes_images_alone() {
        commit(CLAIM, Map.of("k8s/shop.yaml", manifest("2", 1)));

        assertThat(since(Set.of()).only()).isTrue();
    }

    @Test
    void a_removals_empty_commit_is_one() {
        commit(CLAIM, Map.of());

        assertThat(since(Set.of()).only()).isTrue();
    }

    @Test
    void a_copied_id_hides_no_other_change() {
        commit(CLAIM, Map.of("k8s/shop.yaml", manifest("2", 3)));

        assertThat(since(Set.of()).others()).hasSize(1);
    }

    @Test
    void a_copied_id_hides_no_new_and_no_deleted_file() {
        commit(CLAIM, Map.of("k8s/other.yaml", manifest("2", 1)));

        assertThat(since(Set.of()).others()).hasSize(1);
    }

    @Test
    void a_rollback_that_puts_manifests_back_to_what_they_were_is_one_and_hides_nothing_else() {
        commit(delivered("y", ""), Map.of());
        Revision persons = commit("Three", Map.of("k8s/shop.yaml", manifest("1", 3)));

        commit(delivered("z", "Gitops-Rollback-To: " + ID + "y\n"), Map.of("k8s/shop.yaml", manifest("1", 1)));
        assertThat(since(persons).only()).isTrue();

        Revision again = commit("Three", Map.of("k8s/shop.yaml", manifest("1", 3)));
        commit(
                delivered("x", "Gitops-Rollback-To: " + ID + "y\n"),
                Map.of("k8s/shop.yaml", manifest("1", 1), "src/main", "y"));
        assertThat(since(again).others()).hasSize(1);
    }

    @Test
    void a_rollback_to_what_was_never_delivered_from_there_is_none() {
        commit(delivered("y", ""), Map.of());
        Revision persons = commit("Three", Map.of("k8s/shop.yaml", manifest("1", 3), "src/main", "y"));

        for (String forged : List.of(
                delivered("z", "Gitops-Rollback-To: " + ID + "y\n").replace(": k8s", ": src"),
                delivered("z", "Gitops-Rollback-To: " + ID + "y\n").replace(": k8s", ": ."),
                delivered("z", "Gitops-Rollback-To: " + ID + "w\n"))) {
            commit(forged, Map.of("k8s/shop.yaml", manifest("1", 1), "src/main", "x"));
            assertThat(since(persons).others()).hasSize(1);
            origin.git("update-ref", "refs/heads/main", persons.id());
        }
    }

    @Test
    void a_persons_change_of_an_image_is_no_write_back() {
        commit("Pin the image", Map.of("k8s/shop.yaml", manifest("2", 1)));

        assertThat(since(Set.of()).others()).hasSize(1);
    }

    @Test
    void a_persons_empty_commit_is_no_write_back() {
        commit("Build it again", Map.of());

        assertThat(since(Set.of()).others()).hasSize(1);
    }

    @Test
    void a_person_between_two_write_backs_is_seen() {
        commit(CLAIM, Map.of("k8s/shop.yaml", manifest("2", 1)));
        Revision persons = commit("Code", Map.of("src/main", "y"));
        commit(CLAIM, Map.of("k8s/shop.yaml", manifest("3", 1)));

        assertThat(since(Set.of()).others()).singleElement().satisfies(commit -> assertThat(commit.revision())
                .isEqualTo(persons));
    }

    @Test
    void a_merge_is_a_persons_whatever_it_says() {
        origin.git("branch", "feature", "main");
        origin.commit("feature", "Code", Map.of("src/main", "y"));
        String merge = origin.git(
                        "-c",
                        "user.name=a",
                        "-c",
                        "user.email=a@example.com",
                        "commit-tree",
                        "feature^{tree}",
                        "-p",
                        "main",
                        "-p",
                        "feature",
                        "-m",
                        CLAIM)
                .strip();
        origin.git("update-ref", "refs/heads/main", merge);

        assertThat(since(Set.of()).others()).hasSize(2);
    }

    @Test
    void a_branch_that_was_rewritten_is_not_judged() {
        Revision base = commit("Code", Map.of("src/main", "y"));
        origin.git("update-ref", "refs/heads/main", built.id());
        Revision ours = commit(CLAIM, Map.of("k8s/shop.yaml", manifest("2", 1)));

        assertThatThrownBy(() -> WriteBackDetector.since(branch, base, ours, Set.of(ours)::contains))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("rewritten");
    }

    private static String delivered(String id, String more) {
        return "Deliver shop\n\nGitops-Deploy-Id: " + ID + id + "\nGitops-Application: shop\n"
                + "Gitops-Environment: production\nGitops-Manifests: k8s\n" + more;
    }

    private WriteBackDetector since(Revision base) {
        return WriteBackDetector.since(branch, base, branch.fetchTip(), commit -> false);
    }

    private WriteBackDetector since(Set<Revision> pushedHere) {
        return WriteBackDetector.since(branch, built, branch.fetchTip(), pushedHere::contains);
    }

    private Revision commit(String message, Map<String, String> files) {
        return new Revision(origin.commit("main", message, new HashMap<>(files)));
    }

    private static String manifest(String tag, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: shop}
                spec:
                  replicas: %d
                  template: {spec: {containers: [{name: shop, image: "registry.example/shop:%s"}]}}
                """
                .formatted(replicas, tag);
    }
}
