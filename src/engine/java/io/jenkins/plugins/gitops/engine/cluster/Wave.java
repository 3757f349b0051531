package io.jenkins.plugins.gitops.engine.cluster;

import io.jenkins.plugins.gitops.engine.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects that are applied together, after those of the wave before.
 *
 * @param name for people: {@code workloads}
 * @param mustBeReady whether the next wave has to wait until these are healthy: nothing can be made of a kind before its
 *     definition is established, and a webhook refuses everything before the workload behind it answers
 */
public record Wave(String name, List<Manifest> manifests, boolean mustBeReady) {

    public Wave {
        manifests = List.copyOf(manifests);
    }

    /** The waves in their order, none empty; within a wave the manifests keep theirs. */
    static List<Wave> of(List<Manifest> manifests) {
        Map<Stage, List<Manifest>> stages = new TreeMap<>();
        for (Manifest manifest : manifests) {
            String group = ObjectRef.group(manifest.apiVersion());
            String groupKind = group.isEmpty() ? manifest.kind() : manifest.kind() + "." + group;
            stages.computeIfAbsent(Stage.of(groupKind), stage -> new ArrayList<>())
                    .add(manifest);
        }
        return stages.entrySet().stream()
                .map(entry -> new Wave(
                        entry.getKey().name().toLowerCase(Locale.ROOT),
                        entry.getValue(),
                        entry.getKey() == Stage.DEFINITIONS
                                || (entry.getKey() == Stage.WORKLOADS && stages.containsKey(Stage.ADMISSION))))
                .toList();
    }
}
