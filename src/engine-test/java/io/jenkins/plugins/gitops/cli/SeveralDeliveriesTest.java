package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A repository of several applications, in a checkout of it: what is listed, delivered, in which order, and left out. */
class SeveralDeliveriesTest {

    private static final String SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {a: b}\n";

    @FreshScene
    private CommandLineScene scene;

    private CommandLineScene checkout;
    private String image;

    @BeforeEach
    void monorepo() throws IOException {
        image = ImageRegistry.shared().push("shop", "mono", Map.of()).toString();
        scene.repository.commit(
                "main",
                "Several applications",
                Map.of(
                        "gitops.yaml",
                        """
                        version: 1
                        applications:
                          web: {path: web, manifests: web/k8s, dependsOn: [shop]}
                          shop: {path: shop, manifests: shop/k8s, dependsOn: [database]}
                          database: {path: database, manifests: database/k8s}
                          other: {path: other, manifests: other/k8s}
                        environments: {staging: {namespace: %s, timeout: 40s}}
                        """
                                .formatted(scene.namespace),
                        "web/k8s/web.yaml",
                        SETTINGS.replace("NAME", "web"),
                        "shop/k8s/shop.yaml",
                        CommandLineScene.app(),
                        "database/k8s/database.yaml",
                        SETTINGS.replace("NAME", "database"),
                        "other/k8s/other.yaml",
                        SETTINGS.replace("NAME", "other")));
        Path folder = scene.folder.resolve("checkout");
        DevScript.run(List.of("git", "clone", "-q", scene.repository.url(), folder.toString()))
                .succeeded();
        checkout = scene.from(folder);
    }

    private Said run(String... command) {
        DevScript.run(List.of("git", "-C", checkout.folder.toString(), "pull", "-q", "--ff-only"))
                .succeeded();
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "-e",
                "staging",
                "--git-username",
                scene.repository.username(),
                "--kubeconfig",
                scene.places().get(5),
                "--state",
                scene.state().toString()));
        return checkout.runAlone(arguments);
    }

    private static JsonNode json(Said said) {
        try {
            return new ObjectMapper().readTree(said.out());
        } catch (IOException e) {
            throw new AssertionError(said.toString(), e);
        }
    }

    private static List<String> each(JsonNode listing, String field) {
        return StreamSupport.stream(listing.path("applications").spliterator(), false)
                .map(application -> application.path("application").asText() + " "
                        + application.path(field).asText())
                .toList();
    }

    @Test
    void each_is_delivered_after_those_it_needs_and_what_a_failure_leaves_out_is_named() {
        int commits = scene.commits();

        Said all = run("deploy", "--changed", "--image", image, "--json");
        JsonNode none = json(run("changed", "--json", "--exit-code"));

        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(each(json(all), "outcome"))
                .containsExactly("database healthy", "shop healthy", "web healthy", "other healthy");
        assertThat(scene.commits()).isEqualTo(commits + 4);
        assertThat(scene.running()).isEqualTo(image.replaceFirst(":mono@", "@"));
        assertThat(scene.repository.git("log", "-1", "--format=%B", "main"))
                .contains("Gitops-Application: other", "Gitops-Source: " + scene.repository.url());
        // The image came without its source.
        assertThat(each(none, "touched")).containsExactly("database false", "shop true", "web false", "other false");
        assertThat(none.path("applications").get(1).path("reasons").toString()).contains("does not say which commit");

        scene.repository.commit(
                "main",
                "A job that fails, and more",
                Map.of(
                        "database/k8s/job.yaml",
                        "apiVersion: batch/v1\n"
                                + "kind: Job\n"
                                + "metadata: {name: migrate}\n"
                                + "spec: {backoffLimit: 0, template: {metadata: {annotations: {gitops.jenkins.io/stand-in:"
                                + " exit-1}}, spec: {restartPolicy: Never, containers: [{name: a,"
                                + " image: '" + image + "'}]}}}\n",
                        "web/page.html",
                        "new\n",
                        "other/page.html",
                        "new\n"));
        Said listed = run("changed", "--exit-code");
        Said some = run("deploy", "--changed", "--json");

        assertThat(listed.exitCode()).isEqualTo(1);
        assertThat(listed.out()).contains("A job that fails, and more", "web       touched, since delivery");
        assertThat(some.exitCode()).as(some.err()).isEqualTo(1);
        JsonNode ended = json(some);
        assertThat(each(ended, "outcome"))
                .containsExactly("database failed", "shop skipped", "web skipped", "other healthy");
        assertThat(ended.path("applications").get(0).path("rolledBack").asBoolean())
                .isTrue();
        assertThat(ended.path("applications").get(2).path("needs").toString()).isEqualTo("[\"database\",\"shop\"]");
        assertThat(ended.path("error").path("reason").asText())
                .isEqualTo("1 application of 4 could not be delivered: database; left out, as they depend on them: 2");
    }

    @Test
    void what_cannot_be_meant_is_refused_before_anything_is_delivered() {
        String foreign = "registry.example/foreign@sha256:" + "0".repeat(64);

        Said unnamed = run("deploy", "--all", "--image", foreign);
        Said one = run("deploy", "--all", "--application", "shop");
        Said both = run("deploy", "--all", "--changed");
        Said planned = run("deploy", "--all", "--dry-run", "-q");

        assertThat(unnamed.exitCode()).isEqualTo(3);
        assertThat(unnamed.err()).contains("No application's manifests for staging name the image " + foreign);
        assertThat(one.exitCode()).isEqualTo(2);
        assertThat(one.err()).contains("--application is of one application, and --all takes them from gitops.yaml");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(planned.exitCode()).as(planned.err()).isZero();
        assertThat(planned.out()).contains("database  planned", "other     planned", "== database in staging");
        assertThat(scene.commits()).isEqualTo(2);
    }

    @Test
    void a_source_without_its_image_and_manifests_that_cannot_be_rendered_stop_nobody_else() {
        Said first = run("deploy", "--changed", "--image", image, "--source", scene.repository.url() + "@" + head());
        assertThat(first.exitCode()).as(first.err()).isZero();
        scene.repository.commit("main", "Better shop", Map.of("shop/main.c", "int better;\n", "other/page", "new\n"));

        Said withoutImage = run("deploy", "--changed", "--json");

        assertThat(withoutImage.exitCode()).isEqualTo(3);
        assertThat(each(json(withoutImage), "outcome"))
                .containsExactly("database unchanged", "shop refused", "web unchanged", "other healthy");
        assertThat(withoutImage.err()).contains("shop is touched by its source, and no image of it was given");

        // Of manifests alone: what was not built stays touched.
        assertThat(run("deploy", "--application", "shop").exitCode()).isZero();
        assertThat(each(json(run("changed", "--json")), "touched"))
                .containsExactly("database false", "shop true", "web false", "other false");

        scene.repository.commit(
                "main",
                "Broken",
                Map.of("shop/k8s/shop.yaml", "a: [\n", "database/k8s/more.yaml", SETTINGS.replace("NAME", "more")));
        Said broken = run("deploy", "--changed", "--image", image, "--json");

        assertThat(each(json(broken), "outcome"))
                .containsExactly("database healthy", "shop refused", "web unchanged", "other unchanged");
        assertThat(broken.out()).contains("shop/k8s/shop.yaml").doesNotContain("No application's manifests");
    }

    private String head() {
        return scene.repository.git("rev-parse", "main").strip();
    }
}
