package io.jenkins.plugins.gitops.engine.manifest.render;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.List;

/**
 * Where manifests are in a repository, as a person names them. A part of every request and commit: its JSON is flat, and what a
 * record of an earlier version lacks are values files.
 *
 * @param path a directory or a file, from the repository's root
 * @param values the values files of a chart in that directory, from the repository's root: each is laid over those before it, and
 *     the first over the chart's own; none where nothing is laid over these, and for what is no chart
 */
public record ManifestSource(
        @JsonProperty("manifests") String path, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> values) {

    public ManifestSource {
        values = values == null ? List.of() : List.copyOf(values);
    }

    /** A path, without values files. */
    public static ManifestSource at(String path) {
        return new ManifestSource(path, List.of());
    }

    /**
     * The same in the one form that paths have: {@code ./k8s/} is {@code k8s}.
     *
     * @throws GitopsException when a path is not inside the repository
     */
    public ManifestSource normalized() {
        return new ManifestSource(
                TreePath.of(path), values.stream().map(TreePath::of).toList());
    }

    /** Whether both mean the same; a path outside of the repository means nothing. */
    public boolean isSame(ManifestSource other) {
        try {
            return normalized().equals(other.normalized());
        } catch (GitopsException outside) {
            return false;
        }
    }

    /** The files or the directory that may be an environment's own: the values files where there are some, and else the path. */
    public List<String> own() {
        return values.isEmpty() ? List.of(path) : values;
    }

    /** For people. */
    @Override
    public String toString() {
        return values.isEmpty() ? path : path + " with " + String.join(", ", values);
    }
}
