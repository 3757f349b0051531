package io.jenkins.plugins.gitops.engine.manifest;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** kustomize as a child process with the limits of {@link GoPrograms}; Git is told to fetch nothing. */
final class KustomizeProcess implements KustomizeCommand {

    private static final Map<String, String> NO_FETCH =
            Map.of("GIT_ALLOW_PROTOCOL", "none", "GIT_TERMINAL_PROMPT", "0");

    private final GoPrograms programs;

    KustomizeProcess(String searchPath) {
        this(new GoPrograms(searchPath));
    }

    KustomizeProcess(GoPrograms programs) {
        this.programs = programs;
    }

    @Override
    public byte[] build(Path root, String directory) {
        List<String> command = new ArrayList<>(command());
        command.add(root.resolve(directory).toString());
        ChildProcess.Result result = programs.run("kustomize", command, NO_FETCH, root, root.getParent());
        if (result.exit() != 0) {
            throw new GitopsException(
                    "kustomize could not build " + TreePath.shown(directory) + ": "
                            + GoPrograms.masked(result.errors(), root),
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
