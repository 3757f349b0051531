package io.jenkins.plugins.gitops.engine.delivery.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/**
 * The figures of 200 deliveries in a real repository, beside what is worked out by hand.
 *
 * <p>They are 7 hours apart; the last ended an hour before now. Number n brings 1, 2 or 3 commits (n mod 3 = 0, 1, 2), made 2, 3
 * and 4 hours before its end. Every tenth (n mod 10 = 0) fails and is rolled back 10 minutes later. Of every tenth (n mod 10 = 5)
 * a person says an hour after its end that it failed.
 *
 * <table>
 * <caption>By hand</caption>
 * <tr><td>failed</td><td>20 + 20 of 200</td></tr>
 * <tr><td>rework: the one after each</td><td>40 of 200</td></tr>
 * <tr><td>healthy</td><td>180 in 60 days</td></tr>
 * <tr><td>recovery</td><td>20 of 10 minutes, 20 of 6 hours: the median is in the middle, 3 h 5 min</td></tr>
 * <tr><td>lead time</td><td>399 commits: 180 of 2 h, 120 of 3 h, 60 of 4 h; with the one after a failed one 20 of 9 h, 13 of 10 h,
 *     6 of 11 h. The 200th is 3 h, the 360th (0.9 x 399, rounded up) 4 h</td></tr>
 * <tr><td>batch size</td><td>1 in 54, 2 in 53, 3 in 60, 4 in 6, 5 in 7: the 90th and 91st are 2, the 162nd is 3</td></tr>
 * <tr><td>the article's</td><td>T = 60 / 200 = 0.3; f = 3.333; S = 0.8; F = 0.3 + 3.333 x 0.8 = 2.967</td></tr>
 * </table>
 */
class TwoHundredDeliveriesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final int NUMBER = 200;

    @TempDir
    Path folder;

    private final DeliveredBranch history = new DeliveredBranch();

    @Test
    void are_as_worked_out_by_hand() {
        make();

        BranchFigures figures = read();

        assertThat(figures.figures()).hasSize(1);
        TargetFigures shop = figures.figures().get(0);
        assertThat(List.of(shop.application(), shop.environment())).containsExactly("shop", "production");
        DeliveryFigures all = shop.windows().get(0).current();
        assertThat(all.deliveries()).isEqualTo(NUMBER);
        assertThat(all.frequency().perDay()).contains(3.0);
        assertThat(all.changeFailRate().rate()).contains(0.2);
        assertThat(all.reworkRate().rate()).contains(0.2);
        assertThat(all.recoveryTime().median()).contains(Duration.ofMinutes(185));
        assertThat(all.recoveryTime().open()).isZero();
        assertThat(all.leadTime().commits()).isEqualTo(399);
        assertThat(all.leadTime().median()).contains(Duration.ofHours(3));
        assertThat(all.leadTime().p90()).contains(Duration.ofHours(4));
        assertThat(all.batchSize().median()).contains(2.0);
        assertThat(all.batchSize().p90()).contains(3L);
        assertThat(all.batchSize().deliveries()).hasSize(180);
        assertThat(all.article().orElseThrow().total()).isEqualTo(0.3 + 0.8 / 0.3, within(1e-9));
        assertThat(shop.windows().get(0).before().deliveries())
                .as("the one before all others")
                .isEqualTo(1);
        // The newest 103 ended in the last 30 days; numbers 97 to 199.
        assertThat(shop.windows().get(1).current().deliveries()).isEqualTo(103);
        assertThat(shop.windows().get(1).current().changeFailRate().rate()).contains(20 / 103.0);
        assertThat(figures.marks()).hasSize(20).allSatisfy(marked -> {
            assertThat(marked.author()).isEqualTo("Ann <ann@example.com>");
            assertThat(marked.reason()).isEqualTo("The till was empty");
        });
    }

    private void make() {
        int[] newest = new int[NUMBER];
        int first = history.code(NOW.minus(Duration.ofDays(70)));
        for (int n = 0; n < NUMBER; n++) {
            for (int i = n % 3; i >= 0; i--) {
                newest[n] = history.code(end(n).minus(Duration.ofHours(2 + i)));
            }
        }
        history.push(folder);
        Instant before = NOW.minus(Duration.ofDays(61));
        history.deliver(before.minusSeconds(60), first, "", "healthy", before);
        int healthy = first;
        for (int n = 0; n < NUMBER; n++) {
            Instant end = end(n);
            boolean failed = n % 10 == 0;
            DeployId id = history.deliver(
                    end.minusSeconds(60), newest[n], "", failed ? "failed,rolled-back" : "healthy", end);
            if (failed) {
                String back = "Gitops-Rollback-Of: " + id + "\n";
                history.deliver(end.plusSeconds(5), healthy, back, "healthy", end.plus(Duration.ofMinutes(10)));
            } else {
                healthy = newest[n];
            }
            if (n % 10 == 5) {
                history.commit(
                        end.plus(Duration.ofHours(1)),
                        "Mark it\n\nThe till was empty\n\nGitops-Mark: " + id + " failed\n",
                        "");
            }
        }
        // Of the newest nobody knows how it ended.
        history.deliver(NOW.minusSeconds(30), newest[NUMBER - 1], "", "", NOW);
        history.pushDeliveries();
    }

    private static Instant end(int n) {
        return NOW.minus(Duration.ofHours(1 + 7L * (NUMBER - 1 - n)));
    }

    private BranchFigures read() {
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
                    List.of(60, 30));
        }
    }
}
