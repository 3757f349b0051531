package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.program.ChildProcess;
import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code kustomize build}, or else {@code kubectl kustomize}: in a child process with the limits of {@link SandboxedProgram},
 * because it is Go, and because what it reads is not trusted. Git must not fetch anything.
 */
final class KustomizeProcess {

    private static final Map<String, String> NO_FETCH =
            Map.of("GIT_ALLOW_PROTOCOL", "none", "GIT_TERMINAL_PROMPT", "0");

    private final SandboxedProgram programs;

    KustomizeProcess(SandboxedProgram programs) {
        this.programs = programs;
    }

    /**
     * Builds a directory.
     *
     * @param folder gets everything that the build reads
     * @param directory the directory with the kustomization, from the tree's root
     * @return what kustomize wrote, objects in YAML
     * @throws GitopsException when there is no kustomize, when it failed (with its own last lines, unless there are Secrets),
     *     took too long or wrote too much
     */
    byte[] build(TempFolder folder, KustomizeInputs inputs, String directory) {
        List<String> command = new ArrayList<>(command());
        Path root = folder.materialize(inputs.checked(), inputs.files());
        command.add(root.resolve(directory).toString());
        ChildProcess.Result result = programs.run("kustomize", command, NO_FETCH, root, root.getParent());
        if (result.exit() != 0) {
            throw new GitopsException(
                    "kustomize could not build " + TreePath.shown(directory) + ": "
                            + ProgramErrors.shown(result.errors(), root, inputs.files(), inputs.mayHoldSecrets()),
                    "Run 'kustomize build' there to see the same");
        }
        return result.output();
    }

    private List<String> command() {
        return programs.find("kustomize")
                .map(kustomize -> List.of(kustomize, "build"))
                .or(() -> programs.find("kubectl").map(kubectl -> List.of(kubectl, "kustomize")))
                .orElseThrow(() -> new GitopsException(
                        "Neither 'kustomize' nor 'kubectl' was found on the PATH",
                        "Install kustomize (or kubectl, which brings it) where manifests are rendered"));
    }
}
