package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.image.BuilderCommand;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shell script that runs a build's commands on the agent, as one durable task. The script itself finds out which
 * builder is installed, so the step sends the agent no request before it starts. The script writes its results into files
 * of the given folder: {@code output} (what the commands print), {@code builder} (the executable), {@code failed} (the
 * purpose of the last command that was started) and {@code digest} (what {@link ImageBuilder#digest} reads).
 */
record BuildScript(ImageBuild image, List<ImageBuilder> builders, String folder) {

    /** The file for what is printed. The task's own log stays empty: that would be read into memory as a whole. */
    static final String OUTPUT = "output";

    /** The first line names the interpreter. Without it Jenkins would add -x, and every line would be printed. */
    String text() {
        StringBuilder script = new StringBuilder(
                "#!/bin/sh -eu\nmkdir -p " + quoted(folder) + "\nexec > " + quoted(folder + "/" + OUTPUT) + " 2>&1\n");
        String digestFile = folder + "/digest";
        for (ImageBuilder builder : builders) {
            script.append("if command -v ").append(builder.executable()).append(" >/dev/null 2>&1; then\n");
            script.append("echo ")
                    .append(builder.executable())
                    .append(" > ")
                    .append(quoted(folder + "/builder"))
                    .append('\n');
            for (BuilderCommand command : builder.commands(image, digestFile)) {
                script.append("echo ")
                        .append(command.purpose())
                        .append(" > ")
                        .append(quoted(folder + "/failed"))
                        .append("\n(set -x; ")
                        .append(line(command.line()))
                        .append(')')
                        .append(command.purpose() == BuilderCommand.Purpose.INSPECT ? " > " + quoted(digestFile) : "")
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

    /** In POSIX shells everything between single quotes is literal, except the single quote. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
