package io.jenkins.plugins.gitops.engine.delivery.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveredCommits.Extent;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory.Delivered;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveredCommit;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.FastImport;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commits are new with a delivery, in a real repository. */
class DeliveredCommitsTest {

    private static final DeliveryTarget SHOP = new DeliveryTarget("shop", "staging");

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("src/main", "0"));
    private final GitRemote remote = new GitRemote(origin.url(), "main");
    private final Random random = new Random(1);
    private RemoteBranch branch;
    private int deliveries;
    private String ending = "";

    @BeforeEach
    void open() {
        branch = RemoteBranch.open(caches, remote, GitCredentials.NONE, Duration.ofSeconds(60));
    }

    @AfterEach
    void close() {
        branch.close();
    }

    @Test
    void those_since_the_last_healthy_one_however_many_failed_between() {
        deliver(code("one"), "healthy");
        deliver(code("two"), "failed");
        code("three");
        DeployId newest = deliver(code("four"), "healthy");

        DeliveredCommits brought = broughtBy(newest);

        assertThat(brought.extent()).isEqualTo(Extent.SINCE_LAST_HEALTHY);
        assertThat(subjects(brought)).containsExactly("four", "three", "two");
        assertThat(brought.more()).isFalse();
        assertThat(brought.commits().get(0)).satisfies(four -> {
            assertThat(four.author().email()).isEqualTo("someone@example.com");
            assertThat(four.committed()).isBetween(Instant.now().minusSeconds(600), Instant.now());
        });
    }

    @Test
    void a_commit_that_says_it_is_a_deliverys_is_none_also_where_the_rest_cannot_be_read() {
        deliver(code("one"), "healthy");
        code("Deploy it\n\nGitops-Deploy-Id: x");
        code("Mark it\n\nGitops-Mark: x");

        assertThat(subjects(broughtBy(deliver(code("two"), "healthy")))).containsExactly("two");
    }

    @Test
    void a_merge_is_none_and_what_it_brought_is() {
        deliver(code("one"), "healthy");
        origin.git("branch", "feature", "main");
        origin.commit("feature", "on a branch", Map.of("src/other", "1"));
        String merge = origin.git(
                        "-c",
                        "user.name=a",
                        "-c",
                        "user.email=a@example.com",
                        "commit-tree",
                        "feature^{tree}",
                        "-p",
                        "main",
                        "-p",
                        "feature",
                        "-m",
                        "Merge it")
                .strip();
        origin.git("update-ref", "refs/heads/main", merge);

        assertThat(subjects(broughtBy(deliver(merge, "healthy")))).containsExactly("on a branch");
    }

    @Test
    void the_first_one_brings_its_source_commit_alone() {
        code("one");
        DeployId first = deliver(code("two"), "healthy");

        assertThat(broughtBy(first).extent()).isEqualTo(Extent.FIRST);
        assertThat(subjects(broughtBy(first))).containsExactly("two");
    }

    @Test
    void an_earlier_commit_brings_nothing() {
        String earlier = code("one");
        deliver(code("two"), "healthy");

        DeliveredCommits back = broughtBy(deliver(earlier, "healthy"));

        assertThat(back.extent()).isEqualTo(Extent.SINCE_LAST_HEALTHY);
        assertThat(back.commits()).isEmpty();
    }

    @Test
    void of_a_source_elsewhere_or_gone_nobody_knows() {
        deliver(code("one"), "healthy");
        DeployId elsewhere = deliverOf("https://git.example/code.git@" + code("two"), "healthy");
        DeployId gone = deliver("1234567890123456789012345678901234567890", "healthy");

        for (DeployId id : List.of(elsewhere, gone)) {
            assertThat(broughtBy(id).extent()).isEqualTo(Extent.UNKNOWN);
            assertThat(broughtBy(id).commits()).isEmpty();
        }
    }

    @Test
    void the_newest_five_hundred_and_that_there_were_more() {
        deliver(code("one"), "healthy");
        Revision newest = FastImport.commits(origin, DeliveredCommits.MOST + 1);

        DeliveredCommits brought = broughtBy(deliver(newest.id(), "healthy"));

        assertThat(brought.commits()).hasSize(DeliveredCommits.MOST);
        assertThat(brought.commits().get(0).subject()).isEqualTo("Commit " + DeliveredCommits.MOST);
        assertThat(brought.more()).isTrue();
    }

    private DeliveredCommits broughtBy(DeployId id) {
        List<Delivered> history = DeliveryHistory.list(
                branch, branch.fetchTipOfHistory(), each -> each.target().equals(SHOP), Integer.MAX_VALUE);
        int at = history.stream().map(each -> each.trailers().id()).toList().indexOf(id);
        return DeliveredCommits.between(
                branch,
                remote,
                history.subList(at + 1, history.size()),
                history.get(at).trailers().source());
    }

    private static List<String> subjects(DeliveredCommits brought) {
        return brought.commits().stream().map(DeliveredCommit::subject).toList();
    }

    private String code(String subject) {
        return origin.commit("main", subject, Map.of("src/main", subject));
    }

    private DeployId deliver(String source, String result) {
        return deliverOf(origin.url() + "@" + source, result);
    }

    /** A delivery's commit, which says how the one before it ended. */
    private DeployId deliverOf(String source, String result) {
        DeployId id = DeployId.next(Instant.ofEpochSecond(1_700_000_000L + deliveries++), random);
        origin.commit(
                "main",
                "Deploy shop\n\nGitops-Deploy-Id: " + id + "\nGitops-Application: shop\nGitops-Environment: staging\n"
                        + "Gitops-Manifests: k8s\nGitops-Source: " + source + "\n" + ending,
                Map.of());
        ending = "Gitops-Previous: " + id + " " + result + "\n";
        return id;
    }
}
