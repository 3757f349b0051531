package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An admission webhook that refuses whatever it is asked, since nothing answers behind it. */
class WebhookTest {

    private static final String WEBHOOK =
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata:
              name: NAMESPACE
            webhooks:
              - name: validate.NAMESPACE.example.com
                admissionReviewVersions: [v1]
                sideEffects: None
                failurePolicy: Fail
                clientConfig: {url: "https://127.0.0.1:1/"}
                namespaceSelector: {matchLabels: {watched: NAMESPACE}}
                rules:
                  - {apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps, secrets]}
            """;
    private static final String OBJECTS =
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {colour: blue}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            stringData: {password: correct-horse-battery}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec:
              selector: {app: web}
              ports: [{port: 80}]
            """;

    @Test
    void a_webhook_without_a_backend_is_named_for_what_it_holds_up_and_for_nothing_else() {
        try (ClusterScene place = new ClusterScene()) {
            place.kubectlApply(WEBHOOK);
            try {
                place.kubectl("label", "namespace", place.namespace, "watched=" + place.namespace);

                assertThat(place.plan(OBJECTS).problems())
                        .hasSize(2)
                        .allMatch(problem -> problem.contains("repair the workload behind the webhook validate."
                                + place.namespace + ".example.com first"))
                        .noneMatch(problem -> problem.contains("correct-horse-battery"));
            } finally {
                place.kubectl("delete", "validatingwebhookconfiguration", place.namespace);
            }
            assertThat(place.plan(OBJECTS).problems()).isEmpty();
        }
    }
}
