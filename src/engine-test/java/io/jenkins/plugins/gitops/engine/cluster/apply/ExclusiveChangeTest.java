package io.jenkins.plugins.gitops.engine.cluster.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.ClusterScene;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.AppliedObject.Result;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange;
import io.jenkins.plugins.gitops.engine.cluster.plan.PlannedChange.Action;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Changes that exclude what is there, or cannot be tried as they are: they are planned and applied all the same. */
class ExclusiveChangeTest {

    private static final String WEB =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - name: web
                      image: registry.example/shop:1
                      env: [{name: MODE, value: fast}]
                      volumeMounts: [{name: data, mountPath: /d}]
                  volumes: [{name: data, emptyDir: {}}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80}]
            """;
    private static final String EXCLUDING = WEB.replace(
                    "value: fast", "valueFrom: {configMapKeyRef: {name: c, key: m, optional: true}}")
            .replace("port: 80", "port: 81");

    @FreshScene
    private ClusterScene place;

    private DesiredState adopting(String yaml) {
        return place.request(yaml).with(new TakeoverPolicy(true, new TreeSet<>(), new TreeSet<>()));
    }

    private String value(String object, String path) {
        return place.kubectl("get", object, "-o", "jsonpath={" + path + "}");
    }

    @Test
    void a_default_that_the_change_excludes_and_nobody_owns_is_removed() {
        place.apply(WEB);
        String recreate = WEB.replaceFirst("spec:\n", "spec:\n  strategy: {type: Recreate}\n");

        Plan plan = place.plan(recreate);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.text())
                .contains("spec.strategy.type: \"RollingUpdate\" -> \"Recreate\"", "spec.strategy.rollingUpdate: ");
        assertThat(value("deployment/web", ".spec.strategy.type")).isEqualTo("RollingUpdate");
        place.apply(recreate);
        assertThat(value("deployment/web", ".spec.strategy")).isEqualTo("{\"type\":\"Recreate\"}");
        assertThat(place.plan(recreate).unchanged()).isTrue();

        place.apply(WEB);
        assertThat(value("deployment/web", ".spec.strategy.type")).isEqualTo("RollingUpdate");
    }

    @Test
    void a_stateful_set_that_a_person_updates_from_now_on_loses_the_default_partition() {
        String set = WEB.substring(0, WEB.indexOf("---"))
                .replace("kind: Deployment", "kind: StatefulSet")
                .replace("  replicas: 1\n", "  replicas: 1\n  serviceName: web\n");
        place.apply(set);
        String byHand = set.replace("  serviceName", "  updateStrategy: {type: OnDelete}\n  serviceName");

        assertThat(place.plan(byHand).problems()).isEmpty();
        place.apply(byHand);

        assertThat(value("statefulset/web", ".spec.updateStrategy")).isEqualTo("{\"type\":\"OnDelete\"}");
    }

    @Test
    void what_kubectl_made_is_adopted_with_a_change_that_excludes_it() {
        place.kubectlApply(WEB);
        assertThat(place.plan(EXCLUDING).problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .contains("--adopt on the command line"));

        Plan plan = place.cluster.plan(adopting(EXCLUDING));

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.text())
                .contains(
                        "env[MODE].value: \"fast\" -> (none)",
                        "env[MODE].valueFrom: (none) -> ",
                        "spec.ports[http].port: 80 -> 81");
        place.apply(adopting(EXCLUDING));
        assertThat(value("deployment/web", ".spec.template.spec.containers[0].env[0].value"))
                .isEmpty();
        assertThat(value("service/web", ".spec.ports[*].port")).isEqualTo("81");
        assertThat(place.plan(EXCLUDING).unchanged()).isTrue();
    }

    @Test
    void a_definition_and_an_object_that_uses_its_new_field_come_in_one_delivery() {
        String kind = "Widget" + place.namespace.substring(5);
        String yaml = ClusterScene.read("widgets.yaml")
                .replace("PLURAL", kind.toLowerCase(Locale.ROOT) + "s")
                .replace("SINGULAR", kind.toLowerCase(Locale.ROOT))
                .replace("WidgetList", kind + "List")
                .replace("Widget,", kind + ",")
                .replace("kind: Widget\n", "kind: " + kind + "\n");
        String grown = yaml.replace("size: 3", "size: 3\n  colour: blue")
                .replace("size: {type: integer}", "size: {type: integer}\n                colour: {type: string}");
        try {
            place.apply(place.request(yaml).allowingClusterScoped());
            DesiredState request = place.request(grown).allowingClusterScoped();

            Plan plan = place.cluster.plan(request);

            assertThat(plan.problems()).isEmpty();
            assertThat(plan.changes()).extracting(PlannedChange::action).containsOnly(Action.CHANGE);
            assertThat(plan.text()).contains("spec.colour: (none) -> \"blue\"");
            assertThat(plan.warnings()).singleElement().asString().contains("it cannot be tried before its definition");
            assertThat(place.apply(request))
                    .extracting(AppliedObject::result)
                    .containsExactly(Result.CHANGED, Result.CHANGED);
            assertThat(place.cluster.plan(request).unchanged()).isTrue();
            // What the definition never gets stays a problem.
            assertThat(place.cluster
                            .plan(place.request(grown.replace("colour: blue", "color: blue"))
                                    .allowingClusterScoped())
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("color");
        } finally {
            place.kubectl("delete", "crd", kind.toLowerCase(Locale.ROOT) + "s.gitops.example", "--ignore-not-found");
        }
    }

    @Test
    void an_object_that_a_webhook_keeps_from_being_tried_is_applied_untried_and_that_is_said() {
        String settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n";
        place.apply(settings);
        String webhook = place.served(
                """
                apiVersion: admissionregistration.k8s.io/v1beta1
                kind: ValidatingWebhookConfiguration
                metadata: {name: NAMESPACE}
                webhooks:
                  - name: count.NAMESPACE.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: Some
                    failurePolicy: Ignore
                    clientConfig: {url: "https://127.0.0.1:1/"}
                    namespaceSelector: {matchLabels: {watched: NAMESPACE}}
                    rules:
                      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}
                """);
        if (!webhook.contains("/v1beta1")) {
            // Where v1 alone is served, each webhook takes part: there is nothing to keep an object from being tried.
            assertThatThrownBy(() -> place.kubectlApply(webhook)).hasMessageContaining("sideEffects");
            return;
        }
        place.kubectlApply(webhook);
        try {
            place.kubectl("label", "namespace", place.namespace, "watched=" + place.namespace);
            String green = settings.replace("blue", "green");

            Plan plan = place.plan(green + "---\n" + settings.replace("settings", "more"));

            assertThat(plan.problems()).isEmpty();
            assertThat(plan.changes()).extracting(PlannedChange::action).containsExactly(Action.CHANGE, Action.CREATE);
            assertThat(plan.warnings()).hasSize(2).allSatisfy(warning -> assertThat(warning)
                    .contains("the webhook count." + place.namespace + ".example.com does not take part in dry runs"));
            place.apply(green);
            assertThat(value("configmap/settings", ".data.colour")).isEqualTo("green");
        } finally {
            place.kubectl("delete", "validatingwebhookconfiguration", place.namespace);
        }
    }

    @Test
    void a_label_that_is_made_of_a_tag_with_its_digest_says_how_to_make_it_otherwise() {
        String labelled = WEB.replaceFirst(
                "metadata: \\{name: web}",
                "metadata: {name: web, labels: {version: '1@sha256:" + "0".repeat(64) + "'}}");

        assertThat(place.plan(labelled).problems())
                .singleElement()
                .asString()
                .contains("metadata.labels", "the label is made of the image's tag", "image.digest");
    }
}
