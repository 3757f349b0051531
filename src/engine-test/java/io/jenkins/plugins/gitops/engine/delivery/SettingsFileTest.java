package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryKind;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.SettingsFile;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settings and manifests of a delivery are of one commit. */
class SettingsFileTest {

    private static final String NAME = "gitops.yaml";

    @FreshScene
    private Scene scene;

    @Test
    void a_file_that_is_still_the_same_stops_nothing_and_stays_in_the_record() throws Exception {
        write("version: 1\n");
        DeployRequest request =
                scene.request(Scene.good("1")).settings(asItIs()).build();
        scene.repository.commit("main", "Something else", Map.of("README", "new\n"));

        DeployRecord record = scene.run(request);

        assertEnding(record, Outcome.HEALTHY);
        String json = RecordJson.MAPPER.writeValueAsString(record.request());
        assertThat(RecordJson.MAPPER.readValue(json, DeployRequest.class).settings())
                .contains(request.settings().orElseThrow());
    }

    @Test
    void a_file_that_has_changed_before_the_commit_refuses_it() {
        write("version: 1\n");
        DeployRequest request =
                scene.request(Scene.good("1")).settings(asItIs()).build();
        write("version: 1 # another one\n");

        assertRefused(request, "gitops.yaml has changed on the branch since this delivery began");
    }

    @Test
    void a_file_that_has_come_or_gone_refuses_it_too() {
        DeployRequest without =
                scene.request(Scene.good("1")).settings(asItIs()).build();
        write("version: 1\n");
        DeployRequest with = scene.request(Scene.good("1")).settings(asItIs()).build();
        assertRefused(without, "gitops.yaml is on the branch, and was not there, or could not be read");

        scene.repository.git("update-ref", "refs/heads/main", "main~1");

        assertRefused(with, "gitops.yaml is gone from the branch since this delivery began");
    }

    /** A sync makes no commit, and its settings are those of the file all the same. */
    @Test
    void a_sync_is_refused_too_when_the_file_has_come_or_changed() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        DeployRequest unread = sync(new SettingsFile(NAME, Optional.empty()));
        assertEnding(scene.run(unread), Outcome.HEALTHY);
        write("version: 1\n");
        DeployRequest before = sync(asItIs());
        assertRefused(unread, "gitops.yaml is on the branch, and was not there, or could not be read");
        assertEnding(scene.run(before), Outcome.HEALTHY);
        write("version: 1 # another one\n");

        assertRefused(before, "gitops.yaml has changed on the branch since this delivery began");
    }

    private DeployRequest sync(SettingsFile file) {
        return scene.request().kind(DeliveryKind.SYNC).settings(file).build();
    }

    private void assertRefused(DeployRequest request, String why) {
        String tip = scene.tip().id();

        DeployRecord record = scene.run(request);

        assertEnding(record, Outcome.REFUSED);
        assertThat(record.ending().orElseThrow().reason()).startsWith(why);
        assertThat(record.ending().orElseThrow().remedy()).startsWith("Deliver again");
        assertThat(scene.tip().id()).isEqualTo(tip);
    }

    private void write(String text) {
        scene.repository.commit("main", "Describe it", Map.of(NAME, text));
    }

    private SettingsFile asItIs() {
        Optional<String> fingerprint =
                scene.branch.tree(scene.branch.fetchTip()).fingerprint(NAME);
        return new SettingsFile(NAME, fingerprint);
    }
}
