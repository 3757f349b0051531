package io.jenkins.plugins.gitops.cli.tarball;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.DevScript.Output;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people unpack and run. */
@Tag("tarball")
class TarballTest {

    @TempDir
    private static Path place;

    private static UnpackedTarball unpacked;

    @BeforeAll
    static void unpack() throws IOException {
        unpacked = UnpackedTarball.in(Files.createDirectory(place.resolve("a folder's name")));
    }

    @Test
    void starts_through_links_from_any_folder(@TempDir Path links) throws IOException {
        Path first = Files.createSymbolicLink(links.resolve("first"), unpacked.bin("gitops"));
        Path relative = Files.createSymbolicLink(links.resolve("gitops"), first.getFileName());

        Output said = UnpackedTarball.run(relative, Map.of("TERM", "dumb"), "version");

        assertThat(said.succeeded()).startsWith("gitops ").doesNotContain("\033");
        assertThat(said.err()).isEmpty();
        assertThat(DevScript.run(List.of(
                                "sh", "-c", "cd \"$1\" && PATH=$1:$PATH sh gitops --version", "sh", links.toString()))
                        .succeeded())
                .startsWith("gitops ");
    }

    @Test
    void says_of_which_commit_it_is_and_which_java_runs_it() throws IOException {
        JsonNode version = json(unpacked.gitops(Map.of(), "version", "--json"));

        assertThat(version.get("version").asText())
                .isEqualTo(unpacked.root().getFileName().toString().substring("gitops-".length()));
        assertThat(version.get("java").asText()).isEqualTo(System.getProperty("java.version"));
        assertThat(version.get("javaHome").asText()).isEqualTo(System.getProperty("java.home"));
        if (Files.exists(Path.of(".git"))) {
            assertThat(version.get("commit").asText()).matches("[0-9a-f]{40}(-dirty)?");
        }
        assertThat(unpacked.gitops(Map.of(), "--version").succeeded())
                .isEqualTo(unpacked.gitops(Map.of(), "version").succeeded());
    }

    @Test
    void loads_no_library_for_the_version_alone(@TempDir Path logs) throws IOException {
        assertThat(loaded(logs, "--version"))
                .noneMatch(line -> line.contains(" picocli.") || line.contains("fasterxml"));
        assertThat(loaded(logs, "deploy", "--help")).noneMatch(line -> line.contains("HistoryCommand "));
    }

    @Test
    void ends_with_the_commands_exit_code() {
        assertThat(unpacked.gitops(Map.of(), "no-such-command").exitCode()).isEqualTo(2);
    }

    @Test
    void a_signal_reaches_the_command_itself(@TempDir Path folder) throws Exception {
        ProcessBuilder line = new ProcessBuilder(
                        unpacked.bin("gitops").toString(), "test", "--junit", "none.xml", "--", "sleep", "60")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        line.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = line.start();
        try {
            Eventually.eventually("it runs the test")
                    .until(() -> process.descendants().findAny().isPresent());
            assertThat(process.info().command().orElseThrow()).endsWith("/java");

            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void runs_with_each_java_of_the_machine_that_is_new_enough() throws IOException {
        try (Stream<Path> found =
                Files.list(Path.of(System.getProperty("java.home")).getParent())) {
            for (Path java : found.filter(each -> version(each) >= 17).toList()) {
                JsonNode version = json(unpacked.gitops(Map.of("JAVA_HOME", java.toString()), "version", "--json"));
                assertThat(version.get("java").asText()).startsWith(Integer.toString(version(java)));
            }
        }
    }

    @Test
    void an_older_java_is_refused_in_one_line(@TempDir Path old) throws IOException {
        Files.createDirectory(old.resolve("bin"));
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/false\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

        assertThat(refusal(Map.of("JAVA_HOME", old.toString())))
                .isEqualTo("gitops: JAVA_HOME (" + old
                        + ") is Java 11.0.2, and Java 17 or later is needed: set JAVA_HOME to the"
                        + " folder of a newer one, or unset it to use the java in PATH");
    }

    @Test
    void no_java_is_said_in_one_line(@TempDir Path empty) throws IOException {
        assertThat(refusal(Map.of("JAVA_HOME", empty.toString())))
                .contains("JAVA_HOME (" + empty + ") has no bin/java");
        assertThat(refusal(Map.of("JAVA_HOME", "", "PATH", empty.toString())))
                .isEqualTo(
                        "gitops: Java 17 or later is needed, and there is no java in PATH; install one, or set JAVA_HOME");
    }

    @Test
    void has_a_page_and_completions(@TempDir Path folder) throws IOException {
        Path share = unpacked.root().resolve("share");

        assertThat(share.resolve("man/man1/gitops-deploy.1")).content().startsWith(".TH \"GITOPS\\-DEPLOY\" 1");
        assertThat(DevScript.run(List.of(
                                "bash",
                                "-n",
                                share.resolve("bash-completion/completions/gitops")
                                        .toString()))
                        .exitCode())
                .isZero();
        assertThat(share.resolve("zsh/site-functions/_gitops")).exists();
        assertThat(share.resolve("fish/vendor_completions.d/gitops.fish")).exists();
        assertThat(unpacked.root().resolve("LICENSE")).hasSameTextualContentAs(Path.of("LICENSE"));
        assertThat(unpacked.root().resolve("README.md")).exists();
    }

    private static String refusal(Map<String, String> environment) {
        Output said = UnpackedTarball.run(unpacked.bin("gitops"), environment, "--version");
        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).hasSize(1);
        return said.err().strip();
    }

    private static List<String> loaded(Path logs, String... arguments) throws IOException {
        Path log = logs.resolve(arguments[0]);
        unpacked.gitops(Map.of("GITOPS_JAVA_OPTIONS", "-Xlog:class+load:file=" + log), arguments)
                .succeeded();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).anyMatch(line -> line.contains("BuildVersion ") || line.contains("DeployCommand "));
        return lines;
    }

    /** The first number of what its release file says; 0 where there is none. */
    private static int version(Path java) {
        Path release = java.resolve("release");
        try {
            return Files.readAllLines(release).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException none) {
            return 0;
        }
    }

    private static JsonNode json(Output said) throws IOException {
        return RecordJson.MAPPER.readTree(said.succeeded());
    }
}
