package io.jenkins.plugins.gitops.engine.manifest.program;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders in which programs are searched for. A value.
 *
 * @param folders as in the environment variable PATH; empty ones do not count
 */
public record SearchPath(String folders) {

    /** The PATH of this process; without one nothing is found. */
    public static SearchPath ofThisProcess() {
        return new SearchPath(System.getenv().getOrDefault("PATH", ""));
    }

    /** The absolute path of the first executable file of that name, or of that name with {@code .exe}. */
    public Optional<String> find(String program) {
        return Arrays.stream(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder ->
                        Stream.of(program, program + ".exe").flatMap(file -> executable(folder, file).stream()))
                .findFirst();
    }

    private static Optional<String> executable(String folder, String file) {
        try {
            Path path = Path.of(folder).resolve(file).toAbsolutePath();
            boolean found = Files.isRegularFile(path) && Files.isExecutable(path);
            return found ? Optional.of(path.toString()) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
