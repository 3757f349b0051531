package io.jenkins.plugins.gitops.engine.manifest.render;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The Kubernetes objects that a path of a tree renders to.
 *
 * @param manifests the objects, in the order in which they were found
 * @param digest {@code sha256:} and hexadecimal digits over the objects in a canonical form: equal digests, equal
 *     desired state
 * @param inputs the files and directories that the rendering read, from the root; a directory stands for all files below
 *     it. When one of them changes, what would be deployed is no longer what was tested
 * @param warnings for people: what of the manifests does otherwise here than its author may think
 * @param charts of registries that it read, each as {@code oci://registry.example/charts/db:1.2.3@sha256:...}
 */
public record RenderedManifests(
        List<Manifest> manifests, String digest, SortedSet<String> inputs, List<String> warnings, List<String> charts) {

    public RenderedManifests {
        manifests = List.copyOf(manifests);
        warnings = List.copyOf(warnings);
        charts = List.copyOf(charts);
        inputs = Collections.unmodifiableSortedSet(new TreeSet<>(inputs));
    }

    static RenderedManifests of(List<Manifest> manifests, Collection<String> inputs) {
        return new RenderedManifests(
                manifests, CanonicalJson.digest(manifests), new TreeSet<>(inputs), List.of(), List.of());
    }

    /** The same, of these charts of registries. */
    RenderedManifests with(List<String> pulled) {
        return new RenderedManifests(manifests, digest, inputs, warnings, pulled);
    }

    /** The same, with these warnings. */
    RenderedManifests warning(List<String> words) {
        return new RenderedManifests(manifests, digest, inputs, words, charts);
    }
}
