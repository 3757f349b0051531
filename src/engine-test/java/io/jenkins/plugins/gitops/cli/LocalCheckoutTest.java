package io.jenkins.plugins.gitops.cli;

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
                .hasMessageStartingWith("The repository " + folder.resolve(".git") + " of the checkout here cannot be"
                        + " read: ");
    }

    @Test
    void a_checkout_without_a_commit_has_none() {
        git("init", "-q", "-b", "main");

        assertThat(LocalCheckout.around(folder.toFile()).orElseThrow().head()).isEmpty();
    }

    private void commit(String format) throws IOException {
        git("init", "-q", "-b", "main", format);
        Files.writeString(folder.resolve("README"), "A shop\n");
        git("add", "README");
        git("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "Begin");
    }

    private void git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        DevScript.run(command).succeeded();
    }
}
