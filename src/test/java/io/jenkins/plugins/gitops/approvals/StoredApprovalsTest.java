package io.jenkins.plugins.gitops.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.parts.StoredFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waited for an approval, as an earlier version kept it. */
class StoredApprovalsTest {

    @TempDir
    private Path folder;

    @Test
    void what_an_earlier_version_saw_waiting_is_read_and_kept() throws IOException {
        String stored = StoredFormats.text("home/gitops/approvals.json");
        WaitingBuilds file = new WaitingBuilds(Files.writeString(folder.resolve("approvals.json"), stored));

        List<WaitingBuild> waiting = file.read();

        assertThat(waiting).singleElement().satisfies(build -> {
            assertThat(build.job()).isEqualTo("shop");
            assertThat(build.page()).isEqualTo("job/shop/3/input/");
            assertThat(build.targets()).containsExactly(new DeliveryTarget("shop", "production"));
        });
        StoredFormats.assertKeeps(
                StoredFormats.parse(stored), RecordJson.MAPPER.valueToTree(new WaitingBuilds.Kept(1, waiting)));
    }
}
