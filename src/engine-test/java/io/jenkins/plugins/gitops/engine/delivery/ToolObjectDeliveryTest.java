package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries of objects that Flux and Argo CD make containers of. The tests say in their status what these tools would. */
class ToolObjectDeliveryTest {

    private static final Map<String, String> KINDS = Map.of(
            "helmreleases.helm.toolkit.fluxcd.io", "HelmRelease v2 {status: {}}",
            "kustomizations.kustomize.toolkit.fluxcd.io", "Kustomization v1 {status: {}}",
            // Argo's has no resource for its status.
            "applications.argoproj.io", "Application v1alpha1 {}");
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: PLURAL.GROUP}
            spec:
              group: GROUP
              scope: Namespaced
              names: {kind: KIND, plural: PLURAL}
              versions:
                - name: VERSION
                  served: true
                  storage: true
                  subresources: SUBRESOURCES
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            ---
            """;
    private static final String TOOLS =
            """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: shop}
            spec:
              values:
                image: {repository: REGISTRY/shop, tag: none}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: shop}
            spec:
              wait: true
              images: [{name: shop, newName: REGISTRY/shop, newTag: none}]
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop}
            spec:
              source:
                helm:
                  values: |
                    image: REGISTRY/shop:none  # by the pipeline
                    replicas: 2
            """;

    @FreshScene
    private Scene scene;

    @BeforeAll
    static void define(@TempDir Path folder) throws IOException {
        StringBuilder yaml = new StringBuilder();
        KINDS.forEach((name, kind) -> {
            String[] words = kind.split(" ", 3);
            yaml.append(DEFINITION
                    .replace("PLURAL", name.substring(0, name.indexOf('.')))
                    .replace("GROUP", name.substring(name.indexOf('.') + 1))
                    .replace("KIND", words[0])
                    .replace("VERSION", words[1])
                    .replace("SUBRESOURCES", words[2]));
        });
        Files.writeString(folder.resolve("definitions.yaml"), yaml);
        kubectl("apply", "-f", folder.resolve("definitions.yaml").toString());
        kubectl("wait", "--for=condition=Established", "crd", "--all");
    }

    @AfterAll
    static void forget() {
        KINDS.keySet().forEach(name -> kubectl("delete", "crd", name, "--ignore-not-found"));
    }

    private static void kubectl(String... arguments) {
        DevScript.Output output = ControlPlane.shared().kubectl("default", arguments);
        output.succeeded();
    }

    private DeployRecord waits(ImageReference image) {
        scene.repository.commit(
                "main",
                "Tools",
                Map.of(
                        "k8s/tools.yaml",
                        TOOLS.replace("REGISTRY", ImageRegistry.shared().address())));
        return scene.until(
                scene.delivery.begin(
                        scene.request(image)
                                .stopOnFailure()
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        scene.context.clock(),
                        scene.context.random()),
                DeliveryPhase.WAIT);
    }

    private void says(String kind, String status) {
        boolean flux = !kind.equals("argoproj.io/v1alpha1 Application");
        String[] words = kind.split(" ");
        var object = scene.plane
                .client()
                .genericKubernetesResources(words[0], words[1])
                .inNamespace(scene.namespace)
                .withName("shop");
        (flux ? object.subresource("status") : object)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": " + status + "}");
    }

    private static String ready(int generation) {
        return "{\"observedGeneration\": " + generation
                + ", \"conditions\": [{\"type\": \"Ready\", \"status\": \"True\", \"observedGeneration\": " + generation
                + "}]}";
    }

    private static String log(DeployRecord record) {
        return record.events().stream().map(DeliveryEvent::text).collect(Collectors.joining("\n"));
    }

    @Test
    void they_get_the_digest_and_are_healthy_when_their_tool_says_so_of_this_digest() {
        ImageReference image = Scene.good("1");
        DeployRecord waiting = waits(image);

        String committed = scene.repository.git("show", "main:k8s/tools.yaml");
        assertThat(committed)
                .contains(
                        "tag: 1@" + image.digest().orElseThrow() + "}",
                        "digest: " + image.digest().orElseThrow() + "}",
                        "image: " + image.withoutTag() + "  # by the pipeline\n        replicas: 2\n");
        DeployRecord seen = scene.delivery.advance(waiting, scene.context).record();
        assertThat(seen.finished()).isFalse();
        says("helm.toolkit.fluxcd.io/v2 HelmRelease", ready(1));
        says("kustomize.toolkit.fluxcd.io/v1 Kustomization", ready(1));
        says(
                "argoproj.io/v1alpha1 Application",
                "{\"sync\": {\"status\": \"OutOfSync\", \"comparedTo\": {\"source\": {\"helm\": {\"values\": \"image: "
                        + image.withoutTag() + "  # by the pipeline\\nreplicas: 2\\n\"}}}}}");

        DeployRecord record = scene.run(seen);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(log(record))
                .contains("Healthy, with exceptions:\n  Application " + scene.namespace
                        + "/shop: Argo CD does not sync it by itself, so nothing of it runs until somebody syncs it");
    }

    @Test
    void a_release_that_flux_gave_up_fails_the_delivery_at_once_and_the_others_are_named() {
        DeployRecord waiting = waits(Scene.good("2"));
        says(
                "helm.toolkit.fluxcd.io/v2 HelmRelease",
                "{\"observedGeneration\": 1, \"conditions\": [{\"type\": \"Stalled\", \"status\": \"True\", \"reason\":"
                        + " \"RetriesExceeded\", \"message\": \"Failed to install after 1 attempt(s)\","
                        + " \"observedGeneration\": 1}]}");

        DeployRecord record = scene.run(waiting);

        assertEnding(record, Outcome.FAILED);
        assertThat(record.ending().orElseThrow().reason())
                .contains("HelmRelease " + scene.namespace + "/shop", "Failed to install after 1 attempt(s)");
        assertThat(List.of(record.ending().orElseThrow().reason().split("\n")))
                .anySatisfy(line -> assertThat(line).contains("Application " + scene.namespace + "/shop"));
    }
}
