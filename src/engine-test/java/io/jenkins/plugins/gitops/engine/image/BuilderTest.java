package io.jenkins.plugins.gitops.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BuilderTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final ImageReference TARGET = ImageReference.parse("registry.example/shop:1");

    private static ImageBuild image(boolean plainHttp) {
        return new ImageBuild(TARGET, ".", "Dockerfile", new TreeMap<>(), new TreeMap<>(), 7, plainHttp);
    }

    @Test
    void prefers_builders_without_a_daemon() {
        assertThat(ImageBuilder.find(Set.of("docker", "podman", "buildah")::contains))
                .isEqualTo(ImageBuilder.BUILDAH);
        assertThat(ImageBuilder.find(Set.of("docker", "podman")::contains)).isEqualTo(ImageBuilder.PODMAN);
        assertThat(ImageBuilder.find(Set.of("docker")::contains)).isEqualTo(ImageBuilder.DOCKER);
    }

    @Test
    void no_builder_at_all_is_an_error_that_names_them() {
        assertThatThrownBy(() -> ImageBuilder.find(program -> false))
                .hasMessageContaining("buildah, podman and docker");
    }

    @Test
    void buildah_builds_reproducibly_and_writes_the_digest_of_what_it_pushed() {
        List<BuilderCommand> commands = ImageBuilder.BUILDAH.commands(image(false), "digest.txt");

        assertThat(commands.get(0).line())
                .startsWith("buildah", "bud")
                .containsSequence("--timestamp", "7")
                .endsWith(".");
        assertThat(commands.get(1).line())
                .containsExactly("buildah", "push", "--digestfile", "digest.txt", TARGET.toString());
    }

    @Test
    void tls_is_left_out_only_on_request() {
        assertThat(ImageBuilder.PODMAN.commands(image(true), "d").get(1).line()).contains("--tls-verify=false");
        assertThat(ImageBuilder.PODMAN.commands(image(false), "d").get(1).line())
                .doesNotContain("--tls-verify=false");
    }

    @Test
    void docker_is_asked_for_the_digest_of_the_repository_that_was_pushed_to() {
        String output =
                "[\"other.example/shop@sha256:" + "cd".repeat(32) + "\",\"registry.example/shop@" + DIGEST + "\"]\n";

        assertThat(PushedDigest.fromInspection(TARGET, output)).hasToString(TARGET + "@" + DIGEST);
        assertThatThrownBy(() -> PushedDigest.fromInspection(TARGET, "[]")).isInstanceOf(GitopsException.class);
    }

    @Test
    void a_failed_push_says_what_to_do() {
        BuilderCommand push = ImageBuilder.BUILDAH.commands(image(false), "d").get(1);

        GitopsException refused = BuildFailure.of(
                push, image(false), 125, List.of("dial tcp 127.0.0.1:5000: connect: connection refused"));
        GitopsException denied = BuildFailure.of(push, image(false), 125, List.of("unauthorized: who are you"));

        assertThat(refused).hasMessageContaining("connection refused");
        assertThat(refused.remedy()).contains("registry.example runs");
        assertThat(denied.remedy()).contains("Log in");
    }
}
