package io.jenkins.plugins.gitops.cli.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that {@code docker login} writes. */
class RegistryLoginsTest {

    @TempDir
    private Path folder;

    @Test
    void the_login_of_docker_hub_is_found_under_each_of_its_names() throws IOException {
        // Base64 of ann:secret
        Path file = Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"https://index.docker.io/v1/\":{\"auth\":\"YW5uOnNlY3JldA==\"}}}");

        Function<String, Optional<RegistryHost>> logins = RegistryLogins.read(file, Set.of());

        for (String name : new String[] {"docker.io", "index.docker.io", "registry-1.docker.io"}) {
            assertThat(logins.apply(name)).hasValueSatisfying(login -> {
                assertThat(login.host()).isEqualTo(name);
                assertThat(login.username()).contains("ann");
                assertThat(login.password()).contains("secret");
            });
        }
        assertThat(logins.apply("registry.example")).isEmpty();
    }
}
