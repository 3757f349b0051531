package io.jenkins.plugins.gitops.engine.image;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.List;
import java.util.Locale;

/** The error for a failed build or push, made from the builder's exit code and last lines. */
public final class BuildFailure {

    private static final int SHOWN = 6;

    private BuildFailure() {}

    /**
     * @param lastLines the end of what the command printed, oldest first
     */
    public static GitopsException of(BuilderCommand command, ImageBuild image, int exitCode, List<String> lastLines) {
        List<String> lines = lastLines.stream().filter(line -> !line.isBlank()).toList();
        String end = String.join("\n  ", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
        String program = command.line().get(0);
        if (command.purpose() == BuilderCommand.Purpose.BUILD) {
            return new GitopsException(
                    program + " could not build " + image.dockerfile() + " (exit code " + exitCode + "):\n  " + end,
                    "Correct the line of " + image.dockerfile() + " that the builder names");
        }
        return new GitopsException(
                program + " could not push " + image.target() + " (exit code " + exitCode + "):\n  " + end,
                pushRemedy(image, end.toLowerCase(Locale.ROOT)));
    }

    private static String pushRemedy(ImageBuild image, String end) {
        String registry = image.target().name().split("/", 2)[0];
        if (end.contains("unauthorized") || end.contains("denied") || end.contains("authentication required")) {
            return "Log in to " + registry + " with an account that may push to this repository";
        }
        if (end.contains("http response to https") || end.contains("first record does not look like a tls")) {
            return "The registry has no TLS: allow plain HTTP for it (" + ErrorRemedy.PLAIN_HTTP.words() + ")";
        }
        if (end.contains("connection refused") || end.contains("no such host") || end.contains("timeout")) {
            return "Check that the registry " + registry + " runs and can be reached from the machine that builds";
        }
        return "Check the image's name and the registry " + registry;
    }
}
