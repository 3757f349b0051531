package io.jenkins.plugins.gitops.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.SecretMask;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldChange;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final String FIRST = "correct-horse-battery";
    private static final String SECOND = "staple-of-another-kind";
    private static final String SECRET =
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            type: Opaque
            data: {PASSWORD: VALUE}
            """;

    @FreshScene
    private ClusterScene place;

    @Test
    void a_plan_shows_that_a_value_changes_and_not_what_to() {
        place.apply(secret(FIRST));

        Plan plan = place.plan(secret(SECOND));

        assertThat(plan.changes().get(0).fields())
                .containsExactly(new FieldChange("data.PASSWORD", "(masked)", "(masked)"));
        assertNoValue(plan.text() + ClusterJson.write(plan));
    }

    @Test
    void what_kubectl_wrote_beside_it_is_masked_too() {
        place.kubectlApply(secret(FIRST));

        Plan plan = place.cluster.plan(place.request(secret(SECOND)).withForce(true));

        assertThat(plan.problems()).isEmpty();
        assertNoValue(plan.text() + ClusterJson.write(plan));
    }

    @Test
    void a_conflict_names_the_key_only() {
        place.kubectlApply(secret(FIRST));

        Plan plan = place.plan(secret(SECOND));

        assertThat(plan.problems()).singleElement().asString().contains("data.PASSWORD");
        assertNoValue(plan.text());
    }

    @Test
    void no_mistake_in_a_secret_makes_the_server_quote_it() {
        for (String mistake : new String[] {
            SECRET.replace("VALUE", FIRST),
            SECRET.replace("{PASSWORD: VALUE}", "[" + FIRST + "]"),
            SECRET.replace("VALUE", "{" + FIRST + ": a}"),
            SECRET.replace("PASSWORD: VALUE", "'not a key': " + base64(FIRST)),
            SECRET.replace("data: {PASSWORD: VALUE}", "stringdata: {PASSWORD: " + FIRST + "}"),
            secret(FIRST).replace("Opaque", "kubernetes.io/dockerconfigjson"),
            secret(FIRST).replace("Opaque", "kubernetes.io/tls"),
            secret(FIRST).replace("name: keys", "name: keys, labels: {a: " + FIRST + "/}")
        }) {
            Plan plan = place.plan(mistake);

            assertThat(plan.problems()).as(mistake).hasSize(1);
            assertNoValue(plan.text());
        }
    }

    @Test
    void the_name_of_an_unknown_field_is_told_and_of_a_wrong_type_the_key() {
        assertThat(place.plan(SECRET.replace("data: {PASSWORD: VALUE}", "stringdata: {PASSWORD: " + FIRST + "}"))
                        .problems())
                .singleElement()
                .asString()
                .contains("Secret keys: ", "stringdata: field not declared in schema", "withheld")
                .doesNotContain(FIRST);
        assertThat(place.plan(SECRET.replace("VALUE", "5551234")).problems())
                .singleElement()
                .asString()
                .contains("data.PASSWORD: expected string", "withheld")
                .doesNotContain("5551234");
    }

    @Test
    void logs_and_events_lose_what_looks_like_a_secret() {
        assertThat(SecretMask.mask("login with password=hunter22 failed"))
                .isEqualTo("login with password=(masked) failed");
        assertThat(SecretMask.mask("Authorization: Bearer abcdefgh.ijkl")).endsWith("Bearer (masked)");
        assertThat(SecretMask.mask("postgres://shop:hunter22@db/shop")).isEqualTo("postgres://shop:(masked)@db/shop");
        assertThat(SecretMask.mask("{\"apiToken\": \"hunter22\"}")).isEqualTo("{\"apiToken\": (masked)}");
        assertThat(SecretMask.mask("listening on port 8080\u001b[0m")).isEqualTo("listening on port 8080 [0m");
    }

    private static String secret(String value) {
        return SECRET.replace("VALUE", base64(value));
    }

    private static String base64(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static void assertNoValue(String text) {
        assertThat(text).doesNotContain(FIRST, SECOND, base64(FIRST), base64(SECOND));
    }
}
