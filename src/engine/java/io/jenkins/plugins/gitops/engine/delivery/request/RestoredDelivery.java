package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.List;

/**
 * The delivery that a rollback goes back to with the files of the environment's own manifests, and not with images alone.
 *
 * @param id in its commit's trailers
 * @param commit that has the files
 * @param paths the files and directories that go back; in records of earlier versions none, for the path of the manifests
 */
public record RestoredDelivery(
        DeployId id, Revision commit, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> paths) {

    public RestoredDelivery {
        paths = paths == null ? List.of() : List.copyOf(paths);
    }

    /** The files and directories of these manifests that go back, in the one form that paths have. */
    public List<String> of(ManifestSource manifests) {
        return paths.isEmpty() ? manifests.normalized().own() : paths;
    }
}
