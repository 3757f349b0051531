package io.jenkins.plugins.gitops.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCheckoutTest {

    @TempDir
    Path folder;

    @Test
    void a_checkout_with_sha256_ids_is_refused_by_name() throws IOException {
        commit("--object-format=sha256");

        assertThatThrownBy(() -> LocalCheckout.around(folder.toFile()))
                .isInstanceOf(GitopsException.class)
                .hasMessage("The repository " + folder.resolve(".git") + " of the checkout here has ids in the format"
                        + " sha256 (extensions.objectformat in its config), and only sha1 is understood");
    }

    @Test
    void a_checkout_whose_commit_is_lost_is_refused_by_name() throws IOException {
        commit("--object-format=sha1");
        Files.writeString(folder.resolve(".git/refs/heads/main"), "0123456789012345678901234567890123456789\n");

        assertThatThrownBy(() -> LocalCheckout.around(folder.toFile()))
                .isInstanceOf(GitopsException.class)
                .hasMessageStartingWith(
                        "The repository " + folder.resolve(".git") + " of the checkout here cannot be" + " read: ");
    }

    @Test
    void a_checkout_without_a_commit_has_none() {
        git("init", "-q", "-b", "main");

        assertThat(LocalCheckout.around(folder.toFile()).orElseThrow().head()).isEmpty();
    }

    @Test
    void files_as_in_the_commit_are_clean() throws IOException {
        commit("--object-format=sha1");

        LocalCheckout.CheckedOut found = checkedOut();

        assertThat(found.source().dirty()).isFalse();
        assertThat(found.source().commit()).isEqualTo(git("rev-parse", "HEAD").strip());
        assertThat(found.warning()).isEmpty();
    }

    @Test
    void a_changed_file_makes_it_dirty() throws IOException {
        commit("--object-format=sha1");
        Files.writeString(folder.resolve("README"), "Another shop\n");

        assertDirty("1 file changed (README)");
    }

    @Test
    void a_file_that_is_gone_or_was_only_added_makes_it_dirty() throws IOException {
        commit("--object-format=sha1");
        Files.delete(folder.resolve("README"));
        Files.writeString(folder.resolve("new"), "");
        git("add", "new");

        assertDirty("2 files changed (README, new)");
    }

    @Test
    void files_that_git_does_not_know_are_told_and_make_nothing_dirty() throws IOException {
        commit("--object-format=sha1");
        Files.writeString(folder.resolve("image.json"), "{}");

        assertThat(checkedOut().source().dirty()).isFalse();
        assertThat(checkedOut().warning().orElseThrow()).endsWith(" alone: 1 file not known to Git (image.json)");
    }

    @Test
    void files_that_cannot_be_compared_count_as_dirty() throws IOException {
        commit("--object-format=sha1");
        Files.writeString(folder.resolve(".git/index"), "not an index");

        assertThat(checkedOut().source().dirty()).isTrue();
        assertThat(checkedOut().warning().orElseThrow()).contains("cannot be compared", "; recorded as ");
    }

    private void assertDirty(String what) {
        LocalCheckout.CheckedOut found = checkedOut();

        assertThat(found.source().dirty()).isTrue();
        assertThat(found.source().text()).endsWith(git("rev-parse", "HEAD").strip() + "-dirty");
        assertThat(found.warning().orElseThrow()).contains(" alone: " + what + "; recorded as ");
    }

    private LocalCheckout.CheckedOut checkedOut() {
        return LocalCheckout.around(folder.toFile())
                .flatMap(LocalCheckout::checkedOut)
                .orElseThrow();
    }

    private void commit(String format) throws IOException {
        git("init", "-q", "-b", "main", format);
        git("remote", "add", "origin", "https://git.example/shop.git");
        Files.writeString(folder.resolve("README"), "A shop\n");
        git("add", "README");
        git("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "Begin");
    }

    private String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        return DevScript.run(command).succeeded();
    }
}
