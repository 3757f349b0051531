package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import io.jenkins.plugins.gitops.engine.registry.PulledChart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A format in which a repository holds manifests.
 *
 * <p>To add a format, write a class that implements this interface and add a line to {@link #ALL}. So that images can be
 * set in its files, write an {@code EditableFormat} in the package {@code manifest.image} and add a line to the list
 * there. (They are two classes because that package knows this one, and no package may know the other in return.)
 */
public interface ManifestFormat {

    /** All formats, in the order in which they are asked; the last one takes every path. */
    List<ManifestFormat> ALL = List.of(new KustomizationFormat(), new ChartFormat(), new PlainFormat());

    /**
     * Whether this is the format of a path, if no format before it in {@link #ALL} is.
     *
     * @param path a directory or a file, from the tree's root
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when the format is not clear, for example because a
     *     directory has two kustomizations
     */
    boolean isAt(FileTree tree, String path);

    /**
     * Renders a path for which {@link #isAt} holds.
     *
     * @param source the path, with values files where this format {@link #takesValues}
     * @param release name and namespace of a chart's release; other formats ignore it
     * @param programs the programs on the PATH; a format that needs none ignores it
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with everything that is wrong, each with file and line
     */
    RenderedManifests render(FileTree tree, ManifestSource source, HelmRelease release, SandboxedProgram programs);

    /**
     * Which versions of APIs the manifests may ask a cluster for, {@code group/version} or {@code group/version/Kind}; absent where
     * they ask it for nothing at all, as by default.
     */
    default Optional<SortedSet<String>> namedApis(FileTree tree, ManifestSource source) {
        return Optional.empty();
    }

    /**
     * What of other servers belongs to the manifests, by the paths at which it has to be; nothing by default.
     *
     * @throws GitopsException when it cannot be had
     */
    default Map<String, PulledChart> pull(FileTree tree, ManifestSource source, ChartRegistries registries) {
        return Map.of();
    }

    /** Whether values files can be named beside the path; not by default. */
    default boolean takesValues() {
        return false;
    }

    /**
     * The format of a path; never null.
     *
     * @throws GitopsException when values files are named and it has none
     */
    static ManifestFormat at(FileTree tree, ManifestSource source) {
        ManifestFormat found = ALL.stream()
                .filter(format -> format.isAt(tree, source.path()))
                .findFirst()
                .orElseThrow();
        if (!source.values().isEmpty() && !found.takesValues()) {
            throw new GitopsException(
                    "Values files are named (" + String.join(", ", source.values()) + "), and "
                            + TreePath.shown(source.path()) + " is no Helm chart",
                    "Name the directory with the chart's Chart.yaml as the manifests; or leave the values files out ("
                            + ErrorRemedy.VALUES.words(source.values().get(0)) + ")");
        }
        return found;
    }
}
