package io.jenkins.plugins.gitops.cli.application;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A gitops.yaml on the disk.
 *
 * @param content what it says
 * @param root of the checkout; the file's folder where there is none
 * @param here the folder of the command, from the checkout's root; {@code ""} for the root, and where there is no checkout
 */
public record LocatedFile(ApplicationFile content, Path root, String here) {

    private static final String MISSPELT = "gitops.yml";

    /** The nearest file from a folder upwards to the root of its checkout, also one whose name is not quite right. */
    static Optional<Path> nearest(Path folder) {
        Path here = folder.toAbsolutePath().normalize();
        Optional<Path> root = checkout(here);
        for (Path each = here; each != null; each = each.getParent()) {
            for (String name : List.of(ApplicationFile.NAME, MISSPELT)) {
                if (Files.exists(each.resolve(name))) {
                    return Optional.of(each.resolve(name));
                }
            }
            if (root.isEmpty() || each.equals(root.get())) {
                break;
            }
        }
        return Optional.empty();
    }

    /**
     * Reads that one.
     *
     * @throws GitopsException when it cannot be read, has the wrong name, or something in it is wrong
     */
    public static Optional<LocatedFile> around(Path folder) {
        return nearest(folder).map(file -> {
            if (file.endsWith(MISSPELT)) {
                throw new GitopsException(
                        "There is a " + file + ", and it is not read",
                        "Name it " + ApplicationFile.NAME + ", or read none (" + FileOption.NO_FILE + ")");
            }
            return at(file, folder);
        });
    }

    /** As above, of a file that was named. */
    public static LocatedFile at(Path file, Path folder) {
        return read(file.toAbsolutePath().normalize(), folder.toAbsolutePath().normalize());
    }

    private static LocatedFile read(Path file, Path here) {
        Path root = checkout(file.getParent()).orElse(file.getParent());
        try {
            if (Files.size(file) > ApplicationFile.MOST_BYTES) {
                throw new GitopsException(
                        file + " is larger than " + ApplicationFile.MOST_BYTES + " bytes",
                        "Name the file that describes the application");
            }
            return new LocatedFile(
                    ApplicationFile.parse(shown(file, here), slashes(root, file.getParent()), Files.readAllBytes(file)),
                    root,
                    here.startsWith(root) ? slashes(root, here) : "");
        } catch (IOException e) {
            throw new GitopsException(
                    "The file " + file + " cannot be read", "Name one that this user may read, or none", e);
        }
    }

    /** As a person in that folder would name it. */
    private static String shown(Path file, Path here) {
        return here.relativize(file).toString();
    }

    private static String slashes(Path root, Path inside) {
        return StreamSupport.stream(root.relativize(inside).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    /** The folder with {@code .git}, which is a file in a linked work tree. */
    private static Optional<Path> checkout(Path folder) {
        for (Path each = folder; each != null; each = each.getParent()) {
            if (Files.exists(each.resolve(".git"))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
