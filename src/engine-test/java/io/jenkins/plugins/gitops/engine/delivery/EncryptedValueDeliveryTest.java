package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values that SOPS encrypted: nothing new with them is delivered, and what ran before comes back with them. */
class EncryptedValueDeliveryTest {

    private static final String VALUE = Base64.getEncoder()
            .encodeToString("ENC[AES256_GCM,data:aGk=,iv:aXY=,tag:dGFn,type:str]".getBytes(StandardCharsets.UTF_8));

    @FreshScene
    private Scene scene;

    @Test
    void are_refused_before_anything_changes_and_told_when_a_rollback_has_them() {
        ImageReference first = Scene.good("1");
        assertEnding(scene.deploy(first), Outcome.HEALTHY);
        DeployRecord second = scene.deploy(Scene.good("2"));
        scene.repository.commit(
                "main",
                "A password",
                Map.of(
                        "k8s/keys.yaml",
                        "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\ndata: {PASSWORD: " + VALUE + "}\n"));
        int commits = scene.commits();

        DeployRecord refused = scene.deploy(Scene.good("3"));

        assertEnding(refused, Outcome.REFUSED);
        assertThat(refused.ending().orElseThrow().reason())
                .contains("k8s/keys.yaml:1: Secret keys: data.PASSWORD is a value that SOPS encrypted")
                .doesNotContain("RU5D", "aGk=");
        assertThat(scene.commits()).isEqualTo(commits);

        DeployRecord back =
                scene.run(scene.request(first).rollbackOf(second.id()).build());

        assertEnding(back, Outcome.HEALTHY);
        assertThat(back.events())
                .extracting(DeliveryEvent::text)
                .anySatisfy(text -> assertThat(text).startsWith("Warning: ").contains("data.PASSWORD is a value"));
    }
}
