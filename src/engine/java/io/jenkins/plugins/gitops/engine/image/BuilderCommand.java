package io.jenkins.plugins.gitops.engine.image;

import java.util.List;

/**
 * One command line of an image build, to be run without a shell.
 *
 * @param purpose what it is for, so that its failure can be told
 * @param line program and arguments
 */
public record BuilderCommand(Purpose purpose, List<String> line) {

    /** What a command is for. */
    public enum Purpose {
        BUILD,
        PUSH,
        /** Its output is what {@link PushedDigest#fromInspection} reads. */
        INSPECT
    }

    public BuilderCommand {
        line = List.copyOf(line);
    }
}
