package io.jenkins.plugins.gitops.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a clone's manifests is not in the branch that is delivered. */
class UnpushedManifestsTest {

    @TempDir
    Path folder;

    private Path clone;

    @BeforeEach
    void cloned() throws IOException {
        clone = folder.resolve("clone");
        git(folder, "init", "-q", "--bare", "-b", "main", "remote");
        git(folder, "clone", "-q", folder.resolve("remote").toString(), "clone");
        git(clone, "checkout", "-q", "-b", "main");
        write("k8s/shop.yaml", "a: 1\n");
        write("README", "Shop\n");
        commit();
        git(clone, "push", "-q", "origin", "main");
    }

    @Test
    void names_what_is_not_committed_and_what_is_not_pushed_with_the_way_out() throws IOException {
        write("k8s/pushed-not.yaml", "b: 1\n");
        commit();
        write("k8s/shop.yaml", "a: 2\n");
        write("k8s/new.yaml", "c: 1\n");
        write("README", "Another shop\n");

        assertThat(found("k8s").orElseThrow().text("main"))
                .isEqualTo("not delivered, since the remote branch main does not have it: k8s/new.yaml, k8s/shop.yaml"
                        + " (not committed); k8s/pushed-not.yaml (not on that branch) -> 'git commit' it, then"
                        + " bring it there ('git push', or a merge), and deploy again");
        assertThat(found("").orElseThrow().uncommitted()).containsExactly("README", "k8s/shop.yaml");
        assertThat(found("").orElseThrow().unpushed()).containsExactly("k8s/pushed-not.yaml");
    }

    @Test
    void says_nothing_of_other_files_and_of_what_was_pushed() throws IOException {
        assertThat(found("k8s")).isEmpty();
        write("README", "Another shop\n");
        assertThat(found("k8s")).isEmpty();
        commit();
        assertThat(found("k8s")).isEmpty();
        write("k8s/shop.yaml", "a: 3\n");
        commit();
        assertThat(found("k8s").orElseThrow().unpushed()).containsExactly("k8s/shop.yaml");
        git(clone, "push", "-q", "origin", "main");
        assertThat(found("k8s")).isEmpty();
        git(clone, "checkout", "-q", "HEAD~1");
        assertThat(found("k8s")).as("an older commit").isEmpty();
    }

    @Test
    void knows_nothing_of_what_it_cannot_compare() throws IOException {
        write("k8s/shop.yaml", "a: 4\n");
        commit();

        assertThat(UnpushedManifests.in(clone.toFile(), "other", "k8s")).isEmpty();
        assertThat(UnpushedManifests.in(folder.toFile(), "main", "k8s")).isEmpty();
    }

    private Optional<UnpushedManifests> found(String path) {
        return UnpushedManifests.in(clone.toFile(), "main", path);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(clone.resolve(path).getParent());
        Files.writeString(clone.resolve(path), text);
    }

    private void commit() {
        git(clone, "add", "-A");
        git(clone, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "A change");
    }

    private static void git(Path where, String... arguments) {
        List<String> line = new ArrayList<>(List.of("git", "-C", where.toString()));
        line.addAll(List.of(arguments));
        DevScript.run(line).succeeded();
    }
}
