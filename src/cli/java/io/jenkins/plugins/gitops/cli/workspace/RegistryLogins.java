package io.jenkins.plugins.gitops.cli.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.registry.RegistryHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Registries and their logins, in a file as {@code helm registry login} and {@code docker login} write it. */
public final class RegistryLogins {

    private static final long BYTES = 1024 * 1024;

    private static final Set<String> DOCKER_HUB = Set.of("index.docker.io", "registry-1.docker.io");

    private RegistryLogins() {}

    /**
     * Reads such a file. A registry without a login is asked without one.
     *
     * @param plain hosts that are asked without TLS
     * @return the registries, by host and port in lower case
     * @throws GitopsException when the file is none; its content is not told
     */
    public static Function<String, Optional<RegistryHost>> read(Path file, Set<String> plain) {
        JsonNode logins = json(file).path("auths");
        if (!logins.isObject()) {
            throw none(file, "it has no 'auths'");
        }
        Map<String, RegistryHost> hosts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> login : logins.properties()) {
            String host = named(login.getKey().replaceFirst("^https?://", "").replaceFirst("/.*$", ""));
            String pair = decoded(login.getValue().path("auth").asText(), file);
            int colon = pair.indexOf(':');
            hosts.put(
                    host,
                    new RegistryHost(
                            host,
                            plain.contains(host),
                            colon > 0 ? Optional.of(pair.substring(0, colon)) : Optional.empty(),
                            colon > 0 ? Optional.of(pair.substring(colon + 1)) : Optional.empty()));
        }
        return host -> Optional.ofNullable(hosts.get(named(host)))
                .map(login -> new RegistryHost(host, plain.contains(host), login.username(), login.password()));
    }

    /** Docker Hub has several names: docker writes its login under one, images have another, and its API a third. */
    private static String named(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return DOCKER_HUB.contains(lower) ? "docker.io" : lower;
    }

    /**
     * Those in the first file that is there of {@code $REGISTRY_AUTH_FILE}, {@code $XDG_RUNTIME_DIR/containers/auth.json} and
     * docker's {@code config.json}, where the builders have their logins. None where there is no such file or it cannot be read.
     */
    public static Function<String, Optional<RegistryHost>> ofBuilders() {
        Map<String, String> variables = System.getenv();
        List<Path> places = new ArrayList<>();
        Optional.ofNullable(variables.get("REGISTRY_AUTH_FILE")).map(Path::of).ifPresent(places::add);
        Optional.ofNullable(variables.get("XDG_RUNTIME_DIR"))
                .map(folder -> Path.of(folder, "containers", "auth.json"))
                .ifPresent(places::add);
        places.add(Optional.ofNullable(variables.get("DOCKER_CONFIG"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".docker"))
                .resolve("config.json"));
        return places.stream()
                .filter(Files::isReadable)
                .findFirst()
                .flatMap(file -> {
                    try {
                        return Optional.of(read(file, Set.of()));
                    } catch (GitopsException none) {
                        // A credential helper's: the registry is asked without a login.
                        return Optional.empty();
                    }
                })
                .orElse(host -> Optional.empty());
    }

    private static JsonNode json(Path file) {
        try {
            if (Files.size(file) > BYTES) {
                throw none(file, "it is larger than " + BYTES + " bytes");
            }
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw none(file, Files.isReadable(file) ? "it is no JSON" : "it cannot be read");
        }
    }

    private static String decoded(String auth, Path file) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw none(file, "a login in it is not as these programs write it");
        }
    }

    private static GitopsException none(Path file, String why) {
        return new GitopsException(
                "The file " + file + " holds no registries: " + why,
                "Write one with 'helm registry login REGISTRY --registry-config FILE'; a credential helper's logins"
                        + " are not in such a file");
    }
}
