package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Helm as a child process with the limits of {@link SandboxedProgram}. {@code helm template} asks no cluster and fetches no
 * dependency; its folders and its kubeconfig are set to empty ones all the same, so that it reads no settings and runs
 * no plugins of this machine.
 */
final class HelmProcess {

    private final SandboxedProgram programs;

    HelmProcess(SandboxedProgram programs) {
        this.programs = programs;
    }

    /**
     * Renders a chart without tests, with its CRDs.
     *
     * @param root the folder that holds the chart and nothing else
     * @return what Helm wrote, objects in YAML
     * @throws GitopsException when there is no helm, when it failed (with its own last lines, unless there are
     *     Secrets), took too long or wrote too much
     */
    byte[] template(Path root, HelmChart chart, HelmInputs inputs, HelmRelease release) {
        String directory = chart.directory();
        String helm = programs.find("helm")
                .orElseThrow(
                        () -> new GitopsException(
                                TreePath.shown(directory) + " is a Helm chart, and 'helm' was not found on the PATH",
                                "Install Helm 3 where manifests are rendered, or render the chart into a file and deliver that"));
        List<String> command = new ArrayList<>(List.of(
                helm,
                "template",
                release.name(),
                root.resolve(directory).toString(),
                "--namespace",
                release.namespace(),
                "--include-crds",
                "--skip-tests"));
        for (String file : chart.valuesFiles()) {
            command.addAll(List.of("--values", root.resolve(file).toString()));
        }
        Path own = root.resolveSibling("");
        Map<String, String> environment = Map.of(
                "HELM_CACHE_HOME", own.resolve("helm-cache").toString(),
                "HELM_CONFIG_HOME", own.resolve("helm-config").toString(),
                "HELM_DATA_HOME", own.resolve("helm-data").toString(),
                "KUBECONFIG", own.resolve("no-kubeconfig").toString());
        ChildProcess.Result result = programs.run("helm", command, environment, own, own);
        if (result.exit() != 0) {
            throw new GitopsException(
                    "helm could not render " + TreePath.shown(directory) + ": "
                            + ProgramErrors.shown(result.errors(), root, inputs.files(), inputs.mayHoldSecrets()),
                    "Run 'helm template' there to see the same; dependencies have to be in its folder charts/");
        }
        return result.output();
    }
}
