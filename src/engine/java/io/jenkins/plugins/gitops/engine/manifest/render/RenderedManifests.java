package io.jenkins.plugins.gitops.engine.manifest.render;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a directory of manifests amounts to.
 *
 * @param manifests the objects, in the order in which they were found
 * @param digest {@code sha256:} and hexadecimal digits over the objects in a canonical form: equal digests, equal
 *     desired state
 * @param inputs the files and directories that the rendering read, from the root: what a change to means that something
 *     else would be deployed than was tested. A directory stands for all files below it
 */
public record RenderedManifests(List<Manifest> manifests, String digest, SortedSet<String> inputs) {

    public RenderedManifests {
        manifests = List.copyOf(manifests);
        inputs = Collections.unmodifiableSortedSet(new TreeSet<>(inputs));
    }
}
