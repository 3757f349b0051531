package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image is not built again when its inputs are the same: with a real builder, registry and checkout. */
class BuildReuseTest {

    @TempDir
    private Path folder;

    private final String repository = "reuse-" + UUID.randomUUID();
    private final String base = repository + "-base";
    private Path service;

    @BeforeEach
    void checkout() throws IOException {
        push(base, Map.of("version", "1"));
        service = Files.createDirectories(folder.resolve("service"));
        Files.writeString(
                service.resolve("Dockerfile"),
                "ARG BASE\n"
                        + "FROM ${BASE} AS base\n"
                        + "FROM scratch\n"
                        + "ARG GREETING\n"
                        + "COPY --from=base / /base/\n"
                        + "COPY . /app/\n");
        Files.writeString(service.resolve(".dockerignore"), "# each delivery changes it\n/k8s/\n");
        Files.writeString(service.resolve("main.c"), "int main;\n");
        Files.createDirectories(service.resolve("k8s"));
        Files.writeString(service.resolve("k8s/shop.yaml"), "image: none\n");
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/web.c"), "int web;\n");
        git("init", "-q", "-b", "main");
        git("remote", "add", "origin", "https://git.example/shop.git");
        commit("Begin");
    }

    private void push(String name, Map<String, String> labels) {
        ImageRegistry.shared().push(name, "1", labels);
    }

    private void commit(String message) {
        git("add", "-A");
        git("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", message);
    }

    private void git(String... arguments) {
        List<String> line = new ArrayList<>(List.of("git", "-C", folder.toString()));
        line.addAll(List.of(arguments));
        DevScript.run(line).succeeded();
    }

    private String address() {
        return ImageRegistry.shared().address();
    }

    /** The tag that leads to the image of the inputs: the only one of its form in the registry. */
    private String tree() throws IOException {
        try (InputStream list = URI.create("http://" + address() + "/v2/" + repository + "/tags/list")
                .toURL()
                .openStream()) {
            for (JsonNode tag : new ObjectMapper().readTree(list).path("tags")) {
                if (tag.asText().startsWith(BuildInputs.TAG)) {
                    return tag.asText();
                }
            }
        }
        throw new AssertionError("no such tag");
    }

    private BuildResult build(String... more) {
        return ResultFile.build(ran(more).result());
    }

    private record Built(Said said, Path result) {}

    private Built ran(String... more) {
        Path result = folder.resolveSibling(folder.getFileName() + ".json");
        List<String> line = new ArrayList<>(List.of(
                "build",
                "--name",
                address() + "/" + repository,
                "--plain-http",
                "--builder",
                "buildah",
                "--build-arg",
                "BASE=" + address() + "/" + base + ":1",
                "--input",
                folder.resolve("lib").toString(),
                "--result",
                result.toString(),
                service.toString()));
        line.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = GitopsCommand.execute(new PrintWriter(out), new PrintWriter(err), line.toArray(String[]::new));
        assertThat(exitCode).as(err.toString()).isZero();
        return new Built(new Said(exitCode, out.toString(), err.toString()), result);
    }

    @Test
    void the_same_inputs_are_built_once_and_each_other_input_builds_again() throws IOException {
        BuildResult first = build("--reuse");
        Files.writeString(service.resolve("k8s/shop.yaml"), "image: another\n");
        Files.writeString(folder.resolve("README"), "more\n");
        commit("As a delivery does, and a file of nobody");
        BuildResult again = build("--reuse");

        assertThat(first.reused()).isFalse();
        assertThat(again.reused()).isTrue();
        assertThat(again.image().tag().orElseThrow()).as("that was asked for").doesNotStartWith(BuildInputs.TAG);
        assertThat(again.image().digest()).isEqualTo(first.image().digest());
        assertThat(build().reused()).as("without the option").isFalse();
        assertThat(build("--reuse", "--build-arg", "GREETING=hello").reused()).isFalse();

        Files.writeString(folder.resolve("lib/web.c"), "int better;\n");
        commit("Library");
        assertThat(build("--reuse").reused()).isFalse();
        assertThat(build("--reuse").reused()).isTrue();

        push(base, Map.of("version", "2"));
        assertThat(build("--reuse").reused()).as("the base moved under its tag").isFalse();

        Files.writeString(service.resolve("main.c"), "int other;\n");
        Built dirty = ran("--reuse");
        assertThat(ResultFile.build(dirty.result()).reused()).isFalse();
        assertThat(dirty.said().err())
                .contains("Not reused: the files here are not those of the commit: service/main.c");
    }

    @Test
    void a_tag_whose_image_does_not_say_the_same_inputs_is_not_believed() throws IOException {
        String tag = build("--reuse").image().name();
        BuildResult reused = build("--reuse");
        assertThat(reused.reused()).isTrue();
        ImageRegistry.shared().push(repository, tree(), Map.of(BuildInputs.LABEL, "0".repeat(64)));

        Built forged = ran("--reuse");

        assertThat(tag).isEqualTo(address() + "/" + repository);
        assertThat(ResultFile.build(forged.result()).reused()).isFalse();
        assertThat(forged.said().err()).contains("is not what its tag says");
        assertThat(build("--reuse").reused()).isTrue();
    }

    @Test
    void an_ignore_file_that_only_some_builders_read_ignores_nothing_and_counts() throws IOException {
        build("--reuse");
        Files.writeString(service.resolve("Dockerfile.dockerignore"), "nothing\n");
        commit("An ignore file of the Dockerfile");
        assertThat(build("--reuse").reused()).isFalse();
        assertThat(build("--reuse").reused()).isTrue();

        Files.writeString(service.resolve("k8s/shop.yaml"), "image: another\n");
        commit("As a delivery does");
        assertThat(build("--reuse").reused()).as("k8s is not left out by it").isFalse();
    }

    @Test
    void what_the_commit_does_not_say_is_not_reused() throws IOException {
        Files.writeString(
                service.resolve("large.bin"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 12\n");
        commit("A pointer");
        Built pointer = ran("--reuse");
        assertThat(pointer.said().err()).contains("Not reused: service/large.bin is a pointer of Git LFS here");

        git("rm", "-q", "service/large.bin");
        Files.createSymbolicLink(folder.resolve("other"), Path.of("lib"));
        commit("A link");
        git("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",service/part");
        Files.createDirectories(service.resolve("part"));
        git("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "A submodule");
        assertThat(ran("--reuse").said().err()).contains("Not reused: service/part is a submodule");
    }
}
