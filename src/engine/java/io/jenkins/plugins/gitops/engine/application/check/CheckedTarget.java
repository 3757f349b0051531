package io.jenkins.plugins.gitops.engine.application.check;

import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What one application is in one environment.
 *
 * @param manifests where they are, for people; empty where they are in another repository
 * @param objects how many there are of each kind
 * @param images as they are written in what was rendered
 * @param problems what a delivery would refuse
 * @param warnings what people should know
 */
public record CheckedTarget(
        String application,
        String environment,
        String manifests,
        SortedMap<String, Integer> objects,
        SortedSet<String> images,
        List<String> problems,
        List<String> warnings) {

    public CheckedTarget {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** What was rendered, with its place in a cluster. */
    record Rendered(CheckedTarget target, String cluster, String namespace, List<Manifest> manifests) {}
}
