package io.jenkins.plugins.gitops.steps;

import hudson.FilePath;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.BuildFailure;
import io.jenkins.plugins.gitops.engine.image.BuilderCommand;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The files that {@link BuildScript} left in the step's folder on the agent. An agent may send anything, so each value is
 * checked.
 */
final class BuildLeftovers {

    /** How {@link BuildScript} ends without a builder. */
    private static final int NOTHING_INSTALLED = 127;

    private static final int LONGEST_BYTES = 64 * 1024;

    private final FilePath folder;
    private final String node;

    /** @param node the agent's name; empty for the built-in node */
    BuildLeftovers(FilePath folder, String node) {
        this.folder = folder;
        this.node = node;
    }

    /** An image that is in its registry. */
    record Pushed(ImageReference pinned, ImageBuilder builder) {}

    /** @throws GitopsException when the build failed, or the files are not as the script writes them */
    Pushed taken(ImageBuild build, int exitCode) throws IOException, InterruptedException {
        if (exitCode != 0) {
            throw failure(build, exitCode);
        }
        ImageBuilder builder = builder();
        return new Pushed(builder.digest(build.target(), text("digest")), builder);
    }

    private GitopsException failure(ImageBuild build, int exitCode) throws IOException, InterruptedException {
        if (exitCode < 0) {
            return new GitopsException(
                    "The image build ended without a result" + (node.isEmpty() ? "" : " on the agent " + node)
                            + ": its process is gone",
                    "The machine was perhaps restarted, or ran out of memory; build again");
        }
        if (!folder.child("builder").exists()) {
            return exitCode == NOTHING_INSTALLED
                    ? new GitopsException(
                            "No image builder is installed on the agent" + (node.isEmpty() ? "" : " " + node),
                            "Install " + ImageBuilder.names() + " there, or run on an agent that has one")
                    : new GitopsException(
                            "The image build could not begin" + (node.isEmpty() ? "" : " on the agent " + node)
                                    + " (exit code " + exitCode + ")",
                            "See whether the disk of the workspace is full, or may not be written to; build again");
        }
        ImageBuilder builder = builder();
        BuilderCommand.Purpose purpose = purpose(text("failed"));
        return BuildFailure.of(
                new BuilderCommand(purpose, List.of(builder.executable())),
                build,
                exitCode,
                List.of("its output is above"));
    }

    private String text(String name) throws IOException, InterruptedException {
        FilePath file = folder.child(name);
        if (!file.exists()) {
            throw notOurs();
        }
        try (InputStream content = file.read()) {
            byte[] bytes = content.readNBytes(LONGEST_BYTES + 1);
            if (bytes.length > LONGEST_BYTES) {
                throw notOurs();
            }
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    private ImageBuilder builder() throws IOException, InterruptedException {
        return ImageBuilder.named(text("builder")).orElseThrow(BuildLeftovers::notOurs);
    }

    private static BuilderCommand.Purpose purpose(String name) {
        return Arrays.stream(BuilderCommand.Purpose.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(BuildLeftovers::notOurs);
    }

    private static GitopsException notOurs() {
        return new GitopsException(
                "What the image build left on the agent is not what gitopsBuild wrote there",
                "See what else writes to the workspace's temporary folder on that agent");
    }
}
