package io.jenkins.plugins.gitops.engine.image;

import java.util.List;

/**
 * One command line of an image build, to be run without a shell.
 *
 * @param purpose what it is for, so that a message can say what failed
 * @param line program and arguments
 */
public record BuilderCommand(Purpose purpose, List<String> line) {

    /** What a command is for. */
    public enum Purpose {
        BUILD,
        PUSH,
        /** Prints the pushed digest. Whoever runs it writes its standard output to the digest file. */
        INSPECT
    }

    public BuilderCommand {
        line = List.copyOf(line);
    }
}
