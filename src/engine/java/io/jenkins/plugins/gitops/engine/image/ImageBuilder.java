package io.jenkins.plugins.gitops.engine.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A program that builds a Dockerfile and pushes what came out. Order of preference: those that need no daemon first.
 *
 * <p>Buildah and podman share their options (podman builds through buildah's library): {@code --isolation chroot}
 * works as root and rootless, in containers too; {@code --timestamp} makes the same sources the same digest. Docker has
 * neither, and tells the digest only when it is asked after the push.
 */
public enum ImageBuilder {
    BUILDAH("buildah", "bud"),
    PODMAN("podman", "build"),
    DOCKER("docker", "build");

    private final String executable;
    private final String build;

    ImageBuilder(String executable, String build) {
        this.executable = executable;
        this.build = build;
    }

    /** The program's name as it is found on the PATH. */
    public String executable() {
        return executable;
    }

    /**
     * The first of the builders that is installed.
     *
     * @param installed whether a program of that name is on the PATH of the machine that will build
     * @throws GitopsException when none is
     */
    public static ImageBuilder find(Predicate<String> installed) {
        return Arrays.stream(values())
                .filter(builder -> installed.test(builder.executable))
                .findFirst()
                .orElseThrow(() -> new GitopsException(
                        "None of buildah, podman and docker is installed, so no image can be built",
                        "Install one of them on the machine that builds (Debian: apt-get install buildah)"));
    }

    /**
     * The commands that build and push an image, in order.
     *
     * @param image what to build
     * @param digestFile where buildah and podman write the digest of what was pushed; docker prints it (see
     *     {@link PushedDigest})
     */
    public List<BuilderCommand> commands(ImageBuild image, String digestFile) {
        String target = image.target().toString();
        List<String> building = new ArrayList<>(List.of(executable, build));
        List<String> pushing = new ArrayList<>(List.of(executable, "push"));
        if (this != DOCKER) {
            building.addAll(List.of("--isolation", "chroot", "--timestamp", Long.toString(image.timestamp())));
            pushing.addAll(List.of("--digestfile", digestFile));
            if (image.plainHttp()) {
                building.add("--tls-verify=false");
                pushing.add("--tls-verify=false");
            }
        }
        building.addAll(List.of("--file", image.dockerfile(), "--tag", target));
        image.buildArgs().forEach((name, value) -> building.addAll(List.of("--build-arg", name + "=" + value)));
        image.labels().forEach((name, value) -> building.addAll(List.of("--label", name + "=" + value)));
        building.add(image.context());
        pushing.add(target);

        List<BuilderCommand> commands = new ArrayList<>();
        commands.add(new BuilderCommand(BuilderCommand.Purpose.BUILD, building));
        commands.add(new BuilderCommand(BuilderCommand.Purpose.PUSH, pushing));
        if (this == DOCKER) {
            commands.add(new BuilderCommand(
                    BuilderCommand.Purpose.INSPECT,
                    List.of(executable, "image", "inspect", "--format", "{{json .RepoDigests}}", target)));
        }
        return commands;
    }
}
