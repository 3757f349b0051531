package io.jenkins.plugins.gitops.cli.application;

import java.nio.file.Path;
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
}
