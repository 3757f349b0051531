package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.CredentialRejectedException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token that the API server stops to accept while a delivery is under way. */
class ExpiredTokenTest {

    @FreshScene
    private Scene scene;

    private ServiceAccountScene account;
    private Cluster limited;

    @BeforeEach
    void open() {
        account = new ServiceAccountScene(scene, "--clusterrole=admin");
        limited = account.connect();
    }

    @AfterEach
    void close() {
        limited.close();
    }

    @Test
    void after_the_commit_it_leaves_the_outcome_open_and_rolls_nothing_back() throws InterruptedException {
        SetClock clock = SetClock.running();
        DeliveryContext context = new DeliveryContext(
                scene.branch, limited, scene.context.renderer(), clock.clock(), scene.context.random());
        DeployRecord record =
                scene.delivery.begin(scene.request(Scene.good("1")).build(), context.clock(), context.random());
        while (record.phase() != DeliveryPhase.APPLY) {
            record = scene.delivery.advance(record, context).record();
            assertThat(record.finished()).as(record.ending().toString()).isFalse();
        }
        account.delete();
        awaitRejection();

        DeployRecord asking = scene.delivery.advance(record, context).record();

        assertThat(asking.finished()).isFalse();
        assertThat(asking.trouble()).isPresent();
        assertThat(asking.phase()).isEqualTo(DeliveryPhase.APPLY);
        clock.pass(record.request().options().patience().timeout().plusSeconds(1));
        DeployRecord unknown = scene.delivery.advance(asking, context).record();
        assertEnding(unknown, Outcome.UNKNOWN);
        assertThat(unknown.ending().orElseThrow().reason()).contains("is invalid or has expired");
        assertThat(scene.commits()).isEqualTo(2);

        assertEnding(scene.run(scene.delivery.takeUp(unknown, scene.context)), Outcome.HEALTHY);
    }

    /** The API server remembers for some seconds that a token was good. */
    private void awaitRejection() {
        eventually("the token is rejected").untilAsserted(() -> assertThatThrownBy(limited::version)
                .isInstanceOf(CredentialRejectedException.class));
    }
}
