package io.jenkins.plugins.gitops.cli.tarball;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.parts.DevScript.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes makes a start faster, and what is wrong with it never ends one. */
@Tag("tarball")
class ClassArchiveTest {

    @TempDir
    private static Path place;

    private static UnpackedTarball unpacked;
    private static Path archive;

    /** Making one takes seconds, so the tests share it. Two are made at once, as by two users. */
    @BeforeAll
    static void makeTwoAtOnce() throws IOException {
        unpacked = UnpackedTarball.in(place);
        List<CompletableFuture<Output>> all = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> archive(Map.of())))
                .toList();
        assertThat(all).allSatisfy(each -> assertThat(each.join().succeeded()).contains("/lib/archive/"));
        try (Stream<Path> files = Files.list(unpacked.root().resolve("lib/archive"))) {
            archive = files.filter(file -> file.toString().endsWith(".jsa"))
                    .reduce((one, other) -> {
                        throw new AssertionError(one + " and " + other);
                    })
                    .orElseThrow();
        }
    }

    @Test
    void is_used_once_it_was_made() throws IOException {
        assertThat(archivedClasses(Map.of())).isGreaterThan(100);
    }

    @Test
    void cannot_be_made_where_nothing_can_be_written() throws IOException {
        Path file = Files.createTempFile(place, "no", "folder");
        UnpackedTarball other = UnpackedTarball.in(Files.createTempDirectory(place, "other"));
        Files.createFile(other.root().resolve("lib/archive"));
        Map<String, String> nowhere =
                Map.of("XDG_CACHE_HOME", file.resolve("cache").toString());

        Output said = UnpackedTarball.run(other.bin("gitops-archive"), nowhere);

        assertThat(said.exitCode()).isEqualTo(1);
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).contains("can be written");
        assertThat(other.gitops(nowhere, "--version").err()).isEmpty();
    }

    @Test
    void is_the_users_own_where_the_installation_has_none() throws IOException {
        Path moved = Files.createDirectories(place.resolve("cache/gitops")).resolve(archive.getFileName());
        Map<String, String> cache =
                Map.of("XDG_CACHE_HOME", place.resolve("cache").toString());
        Files.move(archive, moved);
        try {
            assertThat(archivedClasses(cache)).isGreaterThan(100);
            assertThat(archivedClasses(
                            Map.of("XDG_CACHE_HOME", place.resolve("none").toString())))
                    .isZero();
        } finally {
            Files.move(moved, archive);
        }
    }

    @Test
    void is_left_out_when_the_jars_are_others() throws IOException {
        Path jar = unpacked.root().resolve("lib/gitops-engine.jar");
        FileTime before = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        try {
            assertThat(archivedClasses(Map.of())).isZero();
        } finally {
            Files.setLastModifiedTime(jar, before);
        }
    }

    @Test
    void is_left_out_when_it_is_damaged() throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        try {
            for (byte[] wrong : List.of(new byte[0], new byte[whole.length], Arrays.copyOf(whole, whole.length / 2))) {
                Files.delete(archive);
                Files.write(archive, wrong);
                assertThat(archivedClasses(Map.of())).isZero();
            }
        } finally {
            Files.delete(archive);
            Files.write(archive, whole);
        }
    }

    private static Output archive(Map<String, String> environment) {
        return UnpackedTarball.run(unpacked.bin("gitops-archive"), environment);
    }

    /** How many classes a command takes out of the archive; it has to work in any case, and to say nothing of it. */
    private static long archivedClasses(Map<String, String> environment) throws IOException {
        Path log = Files.createTempFile(place, "classes", ".log");
        Map<String, String> all = new HashMap<>(environment);
        all.put("GITOPS_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
        Output said = unpacked.gitops(all, "deploy", "--help");
        assertThat(said.succeeded()).startsWith("Usage: gitops deploy");
        assertThat(said.err()).isEmpty();
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.endsWith("shared objects file (top)"))
                    .count();
        }
    }
}
