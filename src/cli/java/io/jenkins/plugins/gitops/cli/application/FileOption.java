package io.jenkins.plugins.gitops.cli.application;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The file that describes the application; read before the options are, by {@link FileArguments}. */
public final class FileOption {

    static final String FILE = "--file";
    static final String NO_FILE = "--no-file";

    @Option(
            names = FILE,
            paramLabel = "FILE",
            description =
                    "The gitops.yaml with what no option says (default: the one in this folder or the nearest above it,"
                            + " up to the checkout's root).")
    private Path file;

    @Option(names = NO_FILE, description = "Read no gitops.yaml.")
    private boolean none;

    /** @throws GitopsException when there is none, or it is not to be read */
    public LocatedFile needed() {
        if (none) {
            throw new GitopsException(
                    "Which applications there are is said by gitops.yaml, and none is to be read",
                    "Take out " + NO_FILE);
        }
        return Optional.ofNullable(file)
                .map(named -> LocatedFile.at(named, Path.of("")))
                .or(() -> LocatedFile.around(Path.of("")))
                .orElseThrow(() -> new GitopsException(
                        "There is no gitops.yaml here", "Write one with 'gitops init', or name it with " + FILE));
    }
}
