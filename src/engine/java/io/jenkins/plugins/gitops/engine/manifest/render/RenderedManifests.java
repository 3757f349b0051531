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
 */
public record RenderedManifests(List<Manifest> manifests, String digest, SortedSet<String> inputs) {

    public RenderedManifests {
        manifests = List.copyOf(manifests);
        inputs = Collections.unmodifiableSortedSet(new TreeSet<>(inputs));
    }

    static RenderedManifests of(List<Manifest> manifests, Collection<String> inputs) {
        return new RenderedManifests(manifests, CanonicalJson.digest(manifests), new TreeSet<>(inputs));
    }
}
