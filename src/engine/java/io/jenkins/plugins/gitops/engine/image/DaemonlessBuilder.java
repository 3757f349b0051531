package io.jenkins.plugins.gitops.engine.image;

import java.util.ArrayList;
import java.util.List;

/**
 * Buildah and podman, which share their options: podman builds through buildah's library. {@code --isolation chroot}
 * works as root and rootless, in containers too; {@code --timestamp} makes the same sources the same digest.
 */
abstract class DaemonlessBuilder implements ImageBuilder {

    private final String executable;
    private final String buildCommand;

    DaemonlessBuilder(String executable, String buildCommand) {
        this.executable = executable;
        this.buildCommand = buildCommand;
    }

    @Override
    public String executable() {
        return executable;
    }

    @Override
    public List<BuilderCommand> commands(ImageBuild image, String digestFile) {
        List<String> build = new ArrayList<>(List.of(executable, buildCommand));
        build.addAll(List.of("--isolation", "chroot", "--timestamp", Long.toString(image.timestamp())));
        List<String> push = new ArrayList<>(List.of(executable, "push", "--digestfile", digestFile));
        if (image.plainHttp()) {
            build.add("--tls-verify=false");
            push.add("--tls-verify=false");
        }
        if (image.pull()) {
            // Of several spellings the one that all versions of both take; their --pull means several things.
            build.add("--pull-always");
        }
        build.addAll(image.arguments());
        push.add(image.target().toString());
        return List.of(
                new BuilderCommand(BuilderCommand.Purpose.BUILD, build),
                new BuilderCommand(BuilderCommand.Purpose.PUSH, push));
    }

    @Override
    public List<BuilderCommand> pushAs(ImageBuild image, ImageReference other) {
        List<String> push = new ArrayList<>(List.of(executable, "push"));
        if (image.plainHttp()) {
            push.add("--tls-verify=false");
        }
        push.addAll(List.of(image.target().toString(), "docker://" + other));
        return List.of(new BuilderCommand(BuilderCommand.Purpose.PUSH, push));
    }

    @Override
    public ImageReference digest(ImageReference target, String digestFileContent) {
        return target.withDigest(new ImageDigest(digestFileContent.strip()));
    }
}
