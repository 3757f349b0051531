package io.jenkins.plugins.gitops.cli.tarball;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.parts.DevScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of {@code examples/agent}. Its base is made here, without a registry: it has nothing of its own, and sees this machine's
 * programs.
 */
@Tag("tarball")
class AgentImageTest {

    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path place;

    private final List<String> volumes = new ArrayList<>();

    @BeforeEach
    void makeBase() throws IOException {
        Files.writeString(
                place.resolve("storage.conf"),
                "[storage]\ndriver = \"vfs\"\ngraphroot = \"" + place + "/images\"\nrunroot = \"" + place + "/run\"\n");
        // Debian's JDK has its configuration outside of its folder.
        TreeSet<Path> folders = new TreeSet<>(List.of(
                Path.of("/usr"),
                JAVA,
                JAVA.resolve("conf/security").toRealPath().getParent(),
                JAVA.toRealPath()));
        folders.forEach(folder -> volumes.addAll(List.of("--volume", folder + ":" + folder + ":ro")));
        Path base = Files.createDirectory(place.resolve("base"));
        Path root = Files.createDirectory(base.resolve("root"));
        for (String name : List.of("bin", "lib", "lib64")) {
            Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
        }
        for (String name : List.of("usr", "opt", "tmp", "etc")) {
            Files.createDirectory(root.resolve(name));
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/:/bin/sh\njenkins:x:1000:1000::/:/bin/sh\n");
        Files.writeString(
                base.resolve("Dockerfile"),
                "FROM scratch\nCOPY root /\nENV PATH=/usr/bin:/bin JAVA_HOME=" + JAVA + "\n");
        buildah(List.of("bud", "-q", "-t", "localhost/base", base.toString()));
    }

    @Test
    void has_the_command_line_and_its_archive_of_classes() throws IOException {
        Path context = Files.createDirectory(place.resolve("agent"));
        Files.copy(Path.of("examples/agent/Dockerfile"), context.resolve("Dockerfile"));
        Files.copy(
                UnpackedTarball.file(), context.resolve(UnpackedTarball.file().getFileName()));

        String said = buildah(with(
                "bud",
                "--isolation",
                "chroot",
                "--build-arg",
                "BASE=localhost/base",
                "-t",
                "localhost/agent",
                context));
        assertThat(said).contains("gitops-archive: wrote /opt/gitops/lib/archive/");

        String container = buildah(List.of("from", "localhost/agent")).strip();
        assertThat(buildah(with("run", "--isolation", "chroot", container, "--", "gitops", "version")))
                .startsWith("gitops ")
                .contains("(" + JAVA + ")");
    }

    /** A command with the volumes behind its name. */
    private List<String> with(String command, Object... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(volumes);
        for (Object argument : arguments) {
            line.add(argument.toString());
        }
        return line;
    }

    private String buildah(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of("buildah"));
        line.addAll(arguments);
        return DevScript.run(
                        line,
                        Map.of(
                                "CONTAINERS_STORAGE_CONF",
                                place.resolve("storage.conf").toString()),
                        new byte[0])
                .succeeded();
    }
}
