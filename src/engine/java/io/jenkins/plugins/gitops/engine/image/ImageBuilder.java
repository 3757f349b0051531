package io.jenkins.plugins.gitops.engine.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A program that builds an image from a Dockerfile and pushes it. To add one, write a class that implements this
 * interface and add a line to {@link #ALL}; the command line, the Pipeline step and their messages take it from there.
 */
public interface ImageBuilder {

    /** All builders, in order of preference: those that need no daemon first. */
    List<ImageBuilder> ALL = List.of(new Buildah(), new Podman(), new Docker());

    /** The program's name as it is found on the PATH; never null. */
    String executable();

    /**
     * The commands that build and push an image, to be run in this order. The first one that fails ends the build.
     *
     * @param image what to build
     * @param digestFile path of the file that {@link #digest} is read from afterwards; it is written by the push command,
     *     or by whoever runs a command whose purpose is {@link BuilderCommand.Purpose#INSPECT}
     */
    List<BuilderCommand> commands(ImageBuild image, String digestFile);

    /**
     * The commands that push an image that was just built under another name as well.
     *
     * @param other name and tag
     */
    List<BuilderCommand> pushAs(ImageBuild image, ImageReference other);

    /**
     * The pushed image, pinned by its digest.
     *
     * @param target name and tag that it was pushed under
     * @param digestFileContent what the digest file holds after all commands have ended
     * @throws GitopsException when that content names no digest of the target
     */
    ImageReference digest(ImageReference target, String digestFileContent);

    /**
     * The first of the builders that is installed.
     *
     * @param installed whether a program of that name is on the PATH of the machine that will build
     * @throws GitopsException when none is
     */
    static ImageBuilder find(Predicate<String> installed) {
        return ALL.stream()
                .filter(builder -> installed.test(builder.executable()))
                .findFirst()
                .orElseThrow(() -> new GitopsException(
                        "No image can be built, because no image builder is installed",
                        "Install " + names() + " on the machine that builds (Debian: apt-get install buildah)"));
    }

    /** The builder with that executable, in upper or lower case; empty when there is none. */
    static Optional<ImageBuilder> named(String executable) {
        return ALL.stream()
                .filter(builder -> builder.executable().equalsIgnoreCase(executable))
                .findFirst();
    }

    /** All executables as a message names them: {@code buildah, podman or docker}. */
    static String names() {
        List<String> names = ALL.stream().map(ImageBuilder::executable).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }
}
