package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Helm as a child process with the limits of {@link SandboxedProgram}. {@code helm template} asks no cluster and fetches no
 * dependency; its folders and its kubeconfig are set to empty ones all the same, so that it reads no settings and runs
 * no plugins of this machine.
 */
final class HelmProcess {

    /** Of Helm 3.16 and later. */
    private static final String NO_SCHEMAS = "--skip-schema-validation";

    /** The programs that know it, by their paths; found out once, and again while one does not: it may be replaced. */
    private static final Set<String> WITHOUT_SCHEMAS = ConcurrentHashMap.newKeySet();

    private final SandboxedProgram programs;

    HelmProcess(SandboxedProgram programs) {
        this.programs = programs;
    }

    /**
     * Renders a chart without tests, with its CRDs. Where it holds packed charts, no schema of values is looked at.
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
        for (String file : chart.layers()) {
            command.addAll(List.of("--values", root.resolve(file).toString()));
        }
        release.api().ifPresent(api -> {
            command.addAll(List.of("--kube-version", api.version()));
            if (!api.apiVersions().isEmpty()) {
                command.addAll(List.of("--api-versions", String.join(",", api.apiVersions())));
            }
        });
        PackedCharts packed = PackedCharts.among(inputs.files());
        if (!packed.files().isEmpty()) {
            if (canSkipSchemas(helm, root)) {
                command.add(NO_SCHEMAS);
            } else {
                packed.refuseSchemas(root);
            }
        }
        ChildProcess.Result result = run(command, root);
        if (result.exit() != 0) {
            throw new GitopsException(
                    "helm could not render " + TreePath.shown(directory) + ": "
                            + ProgramErrors.shown(result.errors(), root, inputs.files(), inputs.mayHoldSecrets()),
                    "Run 'helm template' there to see the same; dependencies have to be in its folder charts/, or in a"
                            + " registry (repository: oci://...)");
        }
        return result.output();
    }

    private boolean canSkipSchemas(String helm, Path root) {
        if (WITHOUT_SCHEMAS.contains(helm)) {
            return true;
        }
        ChildProcess.Result help = run(List.of(helm, "template", "--help"), root);
        boolean known = help.exit() == 0 && new String(help.output(), StandardCharsets.UTF_8).contains(NO_SCHEMAS);
        if (known) {
            WITHOUT_SCHEMAS.add(helm);
        }
        return known;
    }

    private ChildProcess.Result run(List<String> command, Path root) {
        Path own = root.resolveSibling("");
        Map<String, String> environment = Map.of(
                "HELM_CACHE_HOME", own.resolve("helm-cache").toString(),
                "HELM_CONFIG_HOME", own.resolve("helm-config").toString(),
                "HELM_DATA_HOME", own.resolve("helm-data").toString(),
                "KUBECONFIG", own.resolve("no-kubeconfig").toString());
        return programs.run("helm", command, environment, own, own);
    }
}
