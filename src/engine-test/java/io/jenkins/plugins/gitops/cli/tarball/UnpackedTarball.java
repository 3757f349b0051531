package io.jenkins.plugins.gitops.cli.tarball;

import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.DevScript.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The archive that the build wrote, unpacked in a folder of its own. */
record UnpackedTarball(Path root) {

    private static final Path BUILT = Path.of("target", "engine");

    /** Unpacks it below the folder. */
    static UnpackedTarball in(Path folder) throws IOException {
        DevScript.run(List.of("tar", "-xzf", file().toString(), "-C", folder.toString()))
                .succeeded();
        try (Stream<Path> found = Files.list(folder)) {
            return new UnpackedTarball(
                    found.filter(each -> each.getFileName().toString().startsWith("gitops-"))
                            .findFirst()
                            .orElseThrow());
        }
    }

    static Path file() throws IOException {
        try (Stream<Path> found = Files.list(BUILT)) {
            return found.filter(each -> each.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no archive in " + BUILT
                            + ": mvn -f engine-pom.xml verify makes it before these tests run"))
                    .toAbsolutePath();
        }
    }

    Path bin(String name) {
        return root.resolve("bin").resolve(name);
    }

    /** With the Java that runs the tests. */
    Output gitops(Map<String, String> environment, String... arguments) {
        return run(bin("gitops"), environment, arguments);
    }

    /** Another program of it, or a link to one. The variables that the tests do not set are the machine's. */
    static Output run(Path program, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + System.getProperty("java.home")));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return DevScript.run(command);
    }
}
