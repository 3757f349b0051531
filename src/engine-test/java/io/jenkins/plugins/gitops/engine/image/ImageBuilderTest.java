package io.jenkins.plugins.gitops.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImageBuilderTest {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final ImageReference TARGET = ImageReference.parse("registry.example/shop:1");

    private static ImageBuild image(boolean plainHttp) {
        return new ImageBuild(TARGET, ".", "Dockerfile", new TreeMap<>(), new TreeMap<>(), 7, plainHttp);
    }

    @Test
    void prefers_builders_without_a_daemon() {
        assertThat(ImageBuilder.find(Set.of("docker", "podman", "buildah")::contains))
                .isInstanceOf(Buildah.class);
        assertThat(ImageBuilder.find(Set.of("docker", "podman")::contains)).isInstanceOf(Podman.class);
        assertThat(ImageBuilder.find(Set.of("docker")::contains)).isInstanceOf(Docker.class);
    }

    @Test
    void no_builder_at_all_is_an_error_that_names_them() {
        assertThatThrownBy(() -> ImageBuilder.find(program -> false))
                .isInstanceOfSatisfying(GitopsException.class, error -> assertThat(error.remedy())
                        .contains("buildah, podman or docker"));
    }

    @Test
    void buildah_builds_reproducibly_and_writes_the_digest_of_what_it_pushed() {
        List<BuilderCommand> commands = new Buildah().commands(image(false), "digest.txt");

        assertThat(commands.get(0).line())
                .startsWith("buildah", "bud")
                .containsSequence("--timestamp", "7")
                .endsWith(".");
        assertThat(commands.get(1).line())
                .containsExactly("buildah", "push", "--digestfile", "digest.txt", TARGET.toString());
    }

    @Test
    void an_image_that_may_be_reused_begins_with_what_the_registries_have_now() {
        ImageBuild pulling = image(false).pulling();

        assertThat(new Buildah().commands(pulling, "d").get(0).line()).contains("--pull-always");
        assertThat(new Podman().commands(pulling, "d").get(0).line()).contains("--pull-always");
        assertThat(new Docker().commands(pulling, "d").get(0).line()).contains("--pull");
        assertThat(new Docker().commands(image(false), "d").get(0).line()).doesNotContain("--pull");
        assertThat(new Buildah().commands(image(false), "d").get(0).line()).doesNotContain("--pull-always");
    }

    @Test
    void tls_is_left_out_only_on_request() {
        assertThat(new Podman().commands(image(true), "d").get(1).line()).contains("--tls-verify=false");
        assertThat(new Podman().commands(image(false), "d").get(1).line()).doesNotContain("--tls-verify=false");
    }

    @Test
    void docker_is_asked_for_the_digest_of_the_repository_that_was_pushed_to() {
        String output =
                "[\"other.example/shop@sha256:" + "cd".repeat(32) + "\",\"registry.example/shop@" + DIGEST + "\"]\n";

        assertThat(new Docker().digest(TARGET, output)).hasToString(TARGET + "@" + DIGEST);
        assertThatThrownBy(() -> new Docker().digest(TARGET, "[]")).isInstanceOf(GitopsException.class);
    }

    @Test
    void docker_pushes_without_options_that_it_lacks_and_inspects_afterwards() {
        List<BuilderCommand> commands = new Docker().commands(image(true), "digest.txt");

        assertThat(commands)
                .extracting(BuilderCommand::purpose)
                .containsExactly(
                        BuilderCommand.Purpose.BUILD, BuilderCommand.Purpose.PUSH, BuilderCommand.Purpose.INSPECT);
        assertThat(commands.get(0).line()).doesNotContain("--timestamp", "--tls-verify=false");
        assertThat(commands.get(1).line()).containsExactly("docker", "push", TARGET.toString());
    }

    @Test
    void a_digest_file_pins_the_target() {
        assertThat(new Buildah().digest(TARGET, DIGEST + "\n")).hasToString(TARGET + "@" + DIGEST);
        assertThatThrownBy(() -> new Buildah().digest(TARGET, "")).isInstanceOf(GitopsException.class);
    }

    @Test
    void a_builder_is_named_in_upper_or_lower_case() {
        assertThat(ImageBuilder.named("buildah")).containsInstanceOf(Buildah.class);
        assertThat(ImageBuilder.named("DOCKER")).containsInstanceOf(Docker.class);
        assertThat(ImageBuilder.named("make")).isEmpty();
    }

    @Test
    void a_failed_push_says_what_to_do() {
        BuilderCommand push = new Buildah().commands(image(false), "d").get(1);

        GitopsException refused = BuildFailure.of(
                push, image(false), 125, List.of("dial tcp 127.0.0.1:5000: connect: connection refused"));
        GitopsException denied = BuildFailure.of(push, image(false), 125, List.of("unauthorized: who are you"));

        assertThat(refused).hasMessageContaining("connection refused");
        assertThat(refused.remedy()).contains("registry.example runs");
        assertThat(denied.remedy()).contains("Log in");
    }
}
