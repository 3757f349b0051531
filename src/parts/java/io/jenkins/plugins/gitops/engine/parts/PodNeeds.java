package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The ConfigMaps and Secrets without which a container cannot be created. */
final class PodNeeds {

    private final KubernetesClient client;

    PodNeeds(KubernetesClient client) {
        this.client = client;
    }

    /** What is missing, in a kubelet's words. */
    record Missing(String reason, String message, String event, String eventMessage) {}

    /** @param key null where any content will do */
    private record Need(boolean secret, String name, String key, String volume) {}

    Optional<Missing> missing(Pod pod, Container container) {
        String namespace = pod.getMetadata().getNamespace();
        List<Need> needs = new ArrayList<>();
        volumes(pod, needs);
        environment(container, needs);
        return needs.stream().flatMap(need -> check(namespace, need).stream()).findFirst();
    }

    private static void volumes(Pod pod, List<Need> needs) {
        for (var volume : pod.getSpec().getVolumes()) {
            var map = volume.getConfigMap();
            if (map != null && !Boolean.TRUE.equals(map.getOptional())) {
                needs.add(new Need(false, map.getName(), null, volume.getName()));
            }
            var secret = volume.getSecret();
            if (secret != null && !Boolean.TRUE.equals(secret.getOptional())) {
                needs.add(new Need(true, secret.getSecretName(), null, volume.getName()));
            }
        }
    }

    private static void environment(Container container, List<Need> needs) {
        for (var from : container.getEnvFrom()) {
            var map = from.getConfigMapRef();
            if (map != null && !Boolean.TRUE.equals(map.getOptional())) {
                needs.add(new Need(false, map.getName(), null, null));
            }
            var secret = from.getSecretRef();
            if (secret != null && !Boolean.TRUE.equals(secret.getOptional())) {
                needs.add(new Need(true, secret.getName(), null, null));
            }
        }
        for (var variable : container.getEnv()) {
            if (variable.getValueFrom() == null) {
                continue;
            }
            var map = variable.getValueFrom().getConfigMapKeyRef();
            if (map != null && !Boolean.TRUE.equals(map.getOptional())) {
                needs.add(new Need(false, map.getName(), map.getKey(), null));
            }
            var secret = variable.getValueFrom().getSecretKeyRef();
            if (secret != null && !Boolean.TRUE.equals(secret.getOptional())) {
                needs.add(new Need(true, secret.getName(), secret.getKey(), null));
            }
        }
    }

    private Optional<Missing> check(String namespace, Need need) {
        Optional<Set<String>> keys = need.secret() ? secret(namespace, need.name()) : configMap(namespace, need.name());
        String kind = need.secret() ? "Secret" : "ConfigMap";
        String problem;
        if (keys.isEmpty()) {
            problem = "%s \"%s\" not found".formatted(kind.toLowerCase(Locale.ROOT), need.name());
        } else if (need.key() != null && !keys.get().contains(need.key())) {
            problem = "couldn't find key %s in %s %s/%s".formatted(need.key(), kind, namespace, need.name());
        } else {
            return Optional.empty();
        }
        if (need.volume() != null) {
            String message = "MountVolume.SetUp failed for volume \"%s\" : %s".formatted(need.volume(), problem);
            return Optional.of(new Missing("ContainerCreating", null, "FailedMount", message));
        }
        return Optional.of(new Missing("CreateContainerConfigError", problem, "Failed", "Error: " + problem));
    }

    private Optional<Set<String>> configMap(String namespace, String name) {
        ConfigMap map =
                client.configMaps().inNamespace(namespace).withName(name).get();
        return Optional.ofNullable(map)
                .map(m -> m.getData() == null ? Set.of() : m.getData().keySet());
    }

    private Optional<Set<String>> secret(String namespace, String name) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        return Optional.ofNullable(secret)
                .map(s -> s.getData() == null ? Set.of() : s.getData().keySet());
    }
}
