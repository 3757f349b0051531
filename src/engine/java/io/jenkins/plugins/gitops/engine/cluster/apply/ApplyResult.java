package io.jenkins.plugins.gitops.engine.cluster.apply;

import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import java.util.Collection;
import java.util.List;

/**
 * What an apply did, in the order of the manifests.
 *
 * @param objects what is in the cluster now: to be written to the inventory even when there are problems
 * @param deleting objects that are being deleted, to be replaced or by somebody else: apply again until there is none
 * @param problems what the server refused, one text each with its file and line; empty when all is in
 * @param warnings what the server said of what it took
 */
public record ApplyResult(
        List<AppliedObject> objects,
        List<DeletingObject> deleting,
        List<String> problems,
        List<ServerWarning> warnings) {

    public ApplyResult {
        objects = List.copyOf(objects);
        deleting = List.copyOf(deleting);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** How many objects the apply changed or created. */
    public int changed() {
        return (int) objects.stream()
                .filter(object -> object.result() != AppliedObject.Result.UNCHANGED)
                .count();
    }

    /** What the server warned of and none of these texts tells yet: the dry run mostly told it. */
    public List<String> warningsBeside(Collection<String> told) {
        return ServerWarning.texts(warnings.stream()
                .filter(warning -> told.stream().noneMatch(text -> text.contains(warning.text())))
                .toList());
    }

    public List<ObjectRef> refs() {
        return objects.stream().map(AppliedObject::ref).toList();
    }
}
