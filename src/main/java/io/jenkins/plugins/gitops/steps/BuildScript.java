package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.image.BuilderCommand;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shell script that runs a build's commands on the agent, as one durable task. Which builder is there is found out
 * by the script itself: so the step asks the agent nothing before it starts. What it ended with stands in the folder
 * that is its first and only argument: {@code builder}, {@code failed} (the purpose that failed), {@code digest} or
 * {@code digests}.
 */
record BuildScript(ImageBuild image, List<ImageBuilder> builders, String folder) {

    /** Without an interpreter of its own Jenkins would run it with -x; only the builders' command lines are worth showing. */
    String text() {
        StringBuilder script = new StringBuilder("#!/bin/sh -eu\nmkdir -p " + quoted(folder) + "\n");
        for (ImageBuilder builder : builders) {
            script.append("if command -v ").append(builder.executable()).append(" >/dev/null 2>&1; then\n");
            script.append("echo ")
                    .append(builder.name())
                    .append(" > ")
                    .append(quoted(folder + "/builder"))
                    .append('\n');
            for (BuilderCommand command : builder.commands(image, folder + "/digest")) {
                script.append("echo ")
                        .append(command.purpose())
                        .append(" > ")
                        .append(quoted(folder + "/failed"))
                        .append("\n(set -x; ")
                        .append(line(command.line()))
                        .append(')')
                        .append(
                                command.purpose() == BuilderCommand.Purpose.INSPECT
                                        ? " > " + quoted(folder + "/digests")
                                        : "")
                        .append('\n');
            }
            script.append("exit 0\nfi\n");
        }
        return script.append("echo 'none of ")
                .append(builders.stream().map(ImageBuilder::executable).collect(Collectors.joining(", ")))
                .append(" is installed on this agent' >&2\nexit 127\n")
                .toString();
    }

    private static String line(List<String> words) {
        return words.stream().map(BuildScript::quoted).collect(Collectors.joining(" "));
    }

    /** POSIX: between single quotes everything is literal but the single quote. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
