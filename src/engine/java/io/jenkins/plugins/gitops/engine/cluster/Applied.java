package io.jenkins.plugins.gitops.engine.cluster;

import java.util.List;

/**
 * What an apply did, in the order of the manifests.
 *
 * @param objects what is in the cluster now: to be written to the inventory even when there are problems
 * @param problems what the server refused, one text each with its file and line; empty when all is in
 */
public record Applied(List<AppliedObject> objects, List<String> problems) {

    public Applied {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
    }

    public List<ObjectRef> refs() {
        return objects.stream().map(AppliedObject::ref).toList();
    }
}
