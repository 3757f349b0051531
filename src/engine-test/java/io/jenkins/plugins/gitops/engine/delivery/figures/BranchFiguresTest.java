package io.jenkins.plugins.gitops.engine.delivery.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.figures.DeliveryFigures;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a branch counts, in a real repository. */
class BranchFiguresTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    Path folder;

    private final DeliveredBranch history = new DeliveredBranch();
    private int source;
    private Instant time = NOW.minus(Duration.ofDays(10));

    @Test
    void a_commit_that_changes_nothing_after_a_healthy_delivery_is_none_and_after_a_failed_one_is() {
        begin();
        DeployId one = deliver("healthy");
        DeployId again = history.id(later());
        history.commit(time, same(again) + ended(one, "healthy"), "");
        DeployId two = deliverAfter(again);
        DeployId mended = history.id(later());
        history.commit(time, same(mended) + ended(two, "failed"), "");
        DeployId newest = history.id(later());
        history.commit(time, same(newest) + ended(mended, "healthy"), "");

        assertThat(read().frequency().deliveries()).containsExactly(one.value(), mended.value());
        assertThat(read().changeFailRate().deliveries()).containsExactly(two.value());
    }

    @Test
    void a_removal_is_none_and_what_comes_after_it_is() {
        begin();
        DeployId one = deliver("healthy");
        DeployId removal = history.id(later());
        history.commit(time, "Remove shop\n\n" + DeliveredBranch.trailers(removal) + ended(one, "healthy"), "");
        DeployId back = history.id(later());
        history.commit(time, same(back) + ended(removal, "healthy"), "");
        DeployId newest = history.id(later());
        history.commit(time, same(newest) + ended(back, "healthy"), "");

        assertThat(read().frequency().deliveries()).containsExactly(one.value(), back.value());
    }

    @Test
    void what_was_refused_superseded_or_aborted_or_nobody_knows_is_none() {
        begin();
        for (String result : List.of("superseded", "aborted", "refused", "unknown", "a word of tomorrow")) {
            deliver(result);
        }
        DeployId failed = deliver("failed");
        deliver("");

        assertThat(read().deliveries()).isEqualTo(1);
        assertThat(read().changeFailRate().deliveries()).containsExactly(failed.value());
    }

    @Test
    void a_mark_that_was_taken_back_says_nothing() {
        begin();
        DeployId one = deliver("healthy");
        DeployId two = deliver("healthy");
        deliver("");
        for (DeployId id : List.of(one, two)) {
            mark(id + " hotfix");
            mark(id + " failed");
        }
        mark(one + " none");
        mark("nonsense");
        mark(two + " wonderful");

        assertThat(read().changeFailRate().deliveries()).containsExactly(two.value());
        assertThat(read().reworkRate().deliveries()).containsExactly(two.value());
        assertThat(figures().marks()).extracting(marked -> marked.delivery()).containsOnly(two);
    }

    @Test
    void of_a_source_elsewhere_no_lead_time_is_made_up() {
        begin();
        history.commit(
                later(),
                same(history.id(time))
                        + "Gitops-Source: https://git.example/code.git@1234567890123456789012345678901234567890\n",
                "");
        deliver("");

        assertThat(read().leadTime().commits()).isZero();
    }

    @Test
    void a_copy_of_a_deliverys_commit_is_no_delivery_more() {
        begin();
        DeployId one = deliver("healthy");
        history.commit(later(), same(one), "M 100644 inline k8s/shop.yaml\ndata 4\ncopy\n");
        deliver("");

        assertThat(read().counted()).containsExactly(one.value());
    }

    @Test
    void of_more_than_a_thousand_applications_those_that_were_delivered_last_have_figures() {
        begin();
        int most = 1000;
        for (int number = 0; number <= most; number++) {
            history.to("shop-" + number, "production");
            history.deliver(time.plusSeconds(number), source, "", "", time);
        }

        assertThat(figures().figures())
                .hasSize(most)
                .extracting(TargetFigures::application)
                .contains("shop-1", "shop-" + most)
                .doesNotContain("shop-0");
    }

    @Test
    void a_branch_without_deliveries_has_no_figures() {
        history.commit(time, "Nothing", "");

        assertThat(figures().figures()).isEmpty();
        assertThat(figures().text()).isEqualTo("No deliveries.");
    }

    @Test
    void people_see_not_available_and_never_a_zero_that_was_not_measured() {
        begin();
        deliver("healthy");
        deliver("");

        assertThat(figures().text())
                .contains("shop > production", "30 DAYS")
                .containsPattern("deliveries +1 +0")
                .containsPattern("change fail rate +n/a +n/a")
                .containsPattern("F = T \\+ f x S +n/a +n/a");
    }

    private void begin() {
        source = history.code(NOW.minus(Duration.ofDays(20)));
        history.push(folder);
    }

    private Instant later() {
        time = time.plus(Duration.ofHours(1));
        return time;
    }

    private DeployId deliver(String result) {
        return history.deliver(later(), source, "", result, time.plusSeconds(60));
    }

    /** Its commit says how another one than the last that {@link DeliveredBranch} made ended. */
    private DeployId deliverAfter(DeployId before) {
        DeployId id = history.id(later());
        history.commit(time, same(id) + ended(before, "healthy"), "M 100644 inline k8s/shop.yaml\ndata 5\nother\n");
        return id;
    }

    private static String same(DeployId id) {
        return "Deploy shop\n\n" + DeliveredBranch.trailers(id) + "Gitops-Manifests: k8s\n";
    }

    private String ended(DeployId id, String result) {
        return "Gitops-Previous: " + id + " " + result + "\nGitops-Previous-Ended: " + time.minusSeconds(60) + "\n";
    }

    private void mark(String text) {
        history.commit(later(), "Mark\n\nWhy\n\nGitops-Mark: " + text + "\n", "");
    }

    private DeliveryFigures read() {
        return figures().figures().get(0).windows().get(0).current();
    }

    private BranchFigures figures() {
        history.pushDeliveries();
        GitRemote remote = new GitRemote(history.origin.url(), "main");
        try (RemoteBranch branch =
                RemoteBranch.open(folder.resolve("caches"), remote, GitCredentials.NONE, Duration.ofSeconds(60))) {
            return BranchFigures.read(
                    branch,
                    remote,
                    branch.fetchTipOfHistory(),
                    any -> true,
                    KnownResults.of(new RecordStore(folder.resolve("records"))),
                    NOW,
                    List.of(30));
        }
    }
}
