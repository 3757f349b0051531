package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that builds, run by the shell of this machine with a builder that notes its arguments. */
class BuildScriptTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; touch pwned; '",
                "$(touch pwned)",
                "`touch pwned`",
                "a\ntouch pwned\n",
                "\"; touch pwned #",
                "a b  c",
                "'\\''",
                "*"
            })
    void a_value_is_one_argument_and_nothing_of_it_is_run(String hostile) throws Exception {
        List<String> arguments = run(new ImageBuild(
                ImageReference.parse("registry.example/shop:1"),
                hostile,
                hostile,
                new TreeMap<>(Map.of("ARG", hostile)),
                new TreeMap<>(Map.of("label", hostile)),
                0,
                false));

        assertThat(arguments).contains("ARG=" + hostile, "label=" + hostile, hostile);
        assertThat(arguments.stream().filter(hostile::equals).count()).isEqualTo(2L);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted().toList())
                    .containsExactly("arguments", "bin", "own folder");
        }
    }

    @Test
    void the_folder_of_its_results_may_have_any_name() throws Exception {
        run(new ImageBuild(
                ImageReference.parse("registry.example/shop:1"),
                ".",
                "Dockerfile",
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                false));

        assertThat(Files.readString(folder.resolve("own folder/builder")).strip())
                .isEqualTo("buildah");
        assertThat(Files.readString(folder.resolve("own folder/failed")).strip())
                .isEqualTo("PUSH");
    }

    /** The arguments of the build, one after the other. */
    private List<String> run(ImageBuild image) throws Exception {
        Path program = Files.createDirectories(folder.resolve("bin")).resolve("buildah");
        Files.writeString(
                program,
                "#!/bin/sh\n[ \"$1\" = bud ] || exit 0\nprintf '%s\\0' \"$@\" > '" + folder.resolve("arguments")
                        + "'\n");
        program.toFile().setExecutable(true);
        String script = new BuildScript(
                        image,
                        List.of(ImageBuilder.named("buildah").orElseThrow()),
                        folder.resolve("own folder").toString())
                .text();
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .inheritIO();
        shell.environment().put("PATH", program.getParent() + ":" + System.getenv("PATH"));
        assertThat(Eventually.exitCode(shell.start())).isZero();
        return List.of(Files.readString(folder.resolve("arguments")).split("\0"));
    }
}
