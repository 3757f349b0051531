package io.jenkins.plugins.gitops.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.EnvVars;
import hudson.FilePath;
import io.jenkins.plugins.gitops.access.RegistryAccess;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a registry's user and password as the builders read them: docker's {@code config.json}, in a folder that only the
 * agent's user can enter and that is deleted after the build. They are never on a command line, and never in the log.
 */
final class RegistryLogin {

    private RegistryLogin() {}

    /** Writes the file, where there is a password, and points the builders to it. */
    static void write(Optional<RegistryAccess> registry, FilePath folder, EnvVars environment)
            throws IOException, InterruptedException {
        Optional<String> document = registry.flatMap(RegistryLogin::document);
        if (document.isEmpty()) {
            return;
        }
        FilePath file = folder.child("config.json");
        file.touch(SteadyClock.SYSTEM.millis());
        file.chmod(0600);
        file.write(document.get(), StandardCharsets.UTF_8.name());
        environment.put("REGISTRY_AUTH_FILE", file.getRemote());
        environment.put("DOCKER_CONFIG", folder.getRemote());
    }

    private static Optional<String> document(RegistryAccess access) {
        return access.username().flatMap(user -> access.password().map(password -> {
            String pair = user + ":" + password;
            String auth = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            try {
                return new ObjectMapper()
                        .writeValueAsString(Map.of("auths", Map.of(access.host(), Map.of("auth", auth))));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }));
    }
}
