package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From staging to production, which have manifests and a namespace each. */
class PromoteTest {

    @FreshScene
    private CommandLineScene scene;

    private String production;

    @BeforeEach
    void open() {
        scene.repository.commit("main", "Production", Map.of("production/shop.yaml", CommandLineScene.app()));
        production = ControlPlane.shared().freshNamespace();
    }

    @Test
    void brings_what_is_healthy_with_the_same_digest_as_one_commit() {
        String built = scene.tip();
        ImageReference image = deploy("1", Map.of(), 0);
        String promoted = trailer("Gitops-Deploy-Id");
        int commits = scene.commits();

        Said said = scene.run(promote(scene.state()));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).startsWith("healthy: shop in production");
        assertThat(scene.commits()).isEqualTo(commits + 1);
        assertThat(scene.repository.git("diff", "--numstat", "main~1", "main"))
                .isEqualToIgnoringNewLines("1\t1\tproduction/shop.yaml");
        assertThat(running(production)).isEqualTo(image.withoutTag().toString());
        assertThat(trailer("Gitops-Environment")).isEqualTo("production");
        assertThat(trailer("Gitops-Image")).isEqualTo(image.toString());
        assertThat(trailer("Gitops-Source")).isEqualTo(scene.repository.url() + "@" + built);
        assertThat(trailer("Gitops-Promoted-From")).isEqualTo(promoted);
        assertThat(scene.repository.git("log", "-1", "--format=%s", "main")).startsWith("Promote shop ");
    }

    @Test
    void asks_the_cluster_where_nobody_else_knows_that_it_is_healthy() {
        ImageReference image = deploy("1", Map.of(), 0);
        int commits = scene.commits();
        Path elsewhere = scene.folder.resolve("elsewhere");

        Said unknown = scene.run(promote(elsewhere));
        Said wrongPlace = scene.run(promote(elsewhere, "--from-namespace", production));

        for (Said refused : List.of(unknown, wrongPlace)) {
            assertThat(refused.exitCode()).as(refused.out()).isEqualTo(3);
            assertThat(refused.err()).contains("not known", "shop in staging", "--from-namespace");
        }
        assertThat(scene.commits()).isEqualTo(commits);
        assertThat(running(production)).isEmpty();

        Said said = scene.run(promote(elsewhere, "--from-namespace", scene.namespace));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(running(production)).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void what_failed_there_does_not_come_along() {
        ImageReference good = deploy("1", Map.of(), 0);
        deploy("2", Map.of("io.jenkins.gitops.stand-in", "crash"), 1);
        String failed = trailer("Gitops-Rollback-Of");
        int commits = scene.commits();

        Said named = scene.run(promote(scene.state(), "--delivery", failed));
        Said plan = scene.run(promote(scene.state(), "--dry-run"));

        assertThat(named.exitCode()).isEqualTo(3);
        assertThat(named.err()).contains(failed, "is not healthy: it ended as failed");
        assertThat(plan.exitCode()).as(plan.err()).isZero();
        assertThat(plan.out()).contains("-> " + good.withoutTag());
        assertThat(scene.commits()).isEqualTo(commits);
    }

    @Test
    void mistakes_on_the_command_line_are_told() {
        List<String> same = promote(scene.state());
        same.set(same.indexOf("--to") + 1, "staging");

        Said sameEnvironment = scene.run(same);
        Said noNamespace = scene.run(promote(scene.state(), "--from-context", "other"));
        Said nothingThere = scene.run(promote(scene.state()));

        assertThat(sameEnvironment.exitCode()).isEqualTo(2);
        assertThat(sameEnvironment.err()).contains("the same environment");
        assertThat(noNamespace.exitCode()).isEqualTo(2);
        assertThat(noNamespace.err()).contains("--from-namespace");
        assertThat(nothingThere.exitCode()).isEqualTo(3);
        assertThat(nothingThere.err()).contains("No delivery of shop in staging");
    }

    private ImageReference deploy(String tag, Map<String, String> labels, int exitCode) {
        ImageReference image = ImageRegistry.shared().push("shop", tag, labels);
        Said said = scene.run(scene.deploy(image.toString()));
        assertThat(said.exitCode()).as(said.err()).isEqualTo(exitCode);
        return image;
    }

    private List<String> promote(Path state, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "promote",
                "--application",
                "shop",
                "--from",
                "staging",
                "--to",
                "production",
                "--manifests",
                "production",
                "--timeout",
                "40s"));
        List<String> places = new ArrayList<>(scene.places());
        places.set(places.indexOf("--namespace") + 1, production);
        places.set(places.indexOf("--state") + 1, state.toString());
        arguments.addAll(places);
        arguments.addAll(List.of(more));
        return arguments;
    }

    private String trailer(String key) {
        return scene.repository
                .git("log", "-1", "--format=%(trailers:key=" + key + ",valueonly)", "main")
                .strip();
    }

    private static String running(String namespace) {
        return ControlPlane.shared().image(namespace, "shop");
    }
}
