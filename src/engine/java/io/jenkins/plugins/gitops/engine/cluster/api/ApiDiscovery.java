package io.jenkins.plugins.gitops.engine.cluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which kinds the server serves. It requests one group and version at a time, and only those that manifests name: a
 * broken aggregated API of another group, or thousands of custom kinds, cost nothing. A missing kind is requested again
 * at each call, since its definition may have been created meanwhile. An answer is kept for one minute, since definitions
 * and versions can be removed too.
 */
public final class ApiDiscovery {

    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    /** For what the server itself answers, when something behind it does not. */
    private static final Duration OWN_ANSWER = Duration.ofSeconds(5);

    private final ApiServer server;
    private final Map<String, Served> known = new ConcurrentHashMap<>();

    /** @param until by {@link System#nanoTime} */
    private record Served(Map<String, ApiResource> kinds, long until) {
        boolean stale() {
            return System.nanoTime() - until > 0;
        }
    }

    public ApiDiscovery(ApiServer server) {
        this.server = server;
    }

    /**
     * The kind as it is served in this group and version ({@code apps/v1}).
     *
     * @throws ApiGroupUnavailableException when the server answers, and this group and version does not
     */
    public Optional<ApiResource> find(String apiVersion, String kind) {
        Served served = known.get(apiVersion);
        if (served != null && !served.stale() && served.kinds().containsKey(kind)) {
            return Optional.of(served.kinds().get(kind));
        }
        Map<String, ApiResource> fresh = ask(apiVersion);
        known.put(apiVersion, new Served(fresh, System.nanoTime() + KNOWN_FOR.toNanos()));
        return Optional.ofNullable(fresh.get(kind));
    }

    /**
     * Whether the server serves a version of an API.
     *
     * @param api {@code group/version}, or {@code group/version/Kind}
     * @throws ApiGroupUnavailableException when the server answers, and this group and version does not
     */
    public boolean serves(String api) {
        String[] parts = api.split("/");
        String apiVersion = parts[0] + "/" + parts[1];
        return parts.length > 2
                ? find(apiVersion, parts[2]).isPresent()
                : !ask(apiVersion).isEmpty();
    }

    /** The kind in any version that the server has, the preferred one first: objects outlive the versions of their API. */
    public Optional<ApiResource> findInGroup(String group, String kind) {
        return versions(group).stream()
                .map(apiVersion -> find(apiVersion, kind))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Map<String, ApiResource> ask(String apiVersion) {
        ApiAnswer answer = kinds(apiVersion);
        if (answer.missing()) {
            return Map.of();
        }
        requireOk(answer, "which kinds " + apiVersion + " has");
        Map<String, ApiResource> resources = new ConcurrentHashMap<>();
        for (JsonNode each : answer.body().path("resources")) {
            String plural = each.path("name").asText();
            // A name with a slash is a subresource: deployments/status.
            if (!plural.contains("/")) {
                ObjectRef type = ObjectRef.of(apiVersion, each.path("kind").asText(), "", plural);
                resources.put(
                        type.kind(),
                        new ApiResource(
                                type.group(),
                                type.version(),
                                type.kind(),
                                plural,
                                each.path("namespaced").asBoolean(),
                                true));
            }
        }
        return resources;
    }

    /** A group may be served by another server behind this one, which then answers for it that it is unavailable. */
    private ApiAnswer kinds(String apiVersion) {
        try {
            return server.send(ApiCall.get(ApiResource.root(apiVersion)));
        } catch (ClusterUnreachableException silent) {
            if (!apiVersion.contains("/")
                    || !server.sendOnce(ApiCall.get("/version"), OWN_ANSWER).ok()) {
                throw silent;
            }
            throw new ApiGroupUnavailableException(apiVersion, silent);
        }
    }

    private List<String> versions(String group) {
        if (group.isEmpty()) {
            return List.of("v1");
        }
        ApiAnswer answer = server.send(ApiCall.get("/apis/" + ApiCall.encode(group)));
        if (answer.missing()) {
            return List.of();
        }
        requireOk(answer, "which versions " + group + " has");
        List<String> versions = new ArrayList<>();
        versions.add(answer.body().path("preferredVersion").path("groupVersion").asText());
        answer.body()
                .path("versions")
                .forEach(version -> versions.add(version.path("groupVersion").asText()));
        return versions.stream().distinct().filter(v -> !v.isEmpty()).toList();
    }

    private void requireOk(ApiAnswer answer, String question) {
        if (!answer.ok()) {
            throw new GitopsException(
                    "The API server " + server + " did not say " + question + ": " + answer.message(),
                    "Grant the ClusterRole system:discovery, or check the APIService of that group");
        }
    }
}
