package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryHistory;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.removal.ApplicationRemoval;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalEvents;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalReport;
import io.jenkins.plugins.gitops.engine.delivery.removal.RemovalRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.rollout.ClusterTarget;
import io.jenkins.plugins.gitops.engine.delivery.rollout.RenderCache;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who may change the cluster: deliveries that were held up, and branches that people move. */
class InventoryLeaseTest {

    @FreshScene
    private Scene scene;

    @Test
    void one_that_was_killed_with_the_lease_does_not_undo_what_came_after_it() {
        DeployRecord killed = withLease(scene.delivery.begin(
                scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()));
        ImageReference newer = Scene.good("2");
        assertEnding(scene.deploy(newer), Outcome.HEALTHY);

        DeployRecord resumed = scene.run(killed);

        assertEnding(resumed, Outcome.SUPERSEDED);
        assertThat(scene.running()).isEqualTo(newer.withoutTag().toString());
    }

    @Test
    void what_an_older_one_still_had_under_way_is_corrected_before_it_is_called_healthy() {
        DeployRecord older = withLease(scene.delivery.begin(
                scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()));
        ImageReference image = Scene.good("2");
        DeployRecord newer = scene.until(
                scene.delivery.begin(scene.request(image).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        applyLate(older);

        DeployRecord record = scene.run(newer);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
    }

    @Test
    void one_that_was_killed_with_the_lease_does_not_bring_back_what_was_removed_since() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        DeployRecord killed = withLease(scene.delivery.begin(
                scene.request(Scene.good("2")).build(), scene.context.clock(), scene.context.random()));
        assertThat(remove(line -> {}).done()).isTrue();

        DeployRecord resumed = scene.run(killed);

        assertEnding(resumed, Outcome.SUPERSEDED);
        assertThat(objects()).doesNotContain("shop");
    }

    @Test
    void what_an_older_one_still_had_under_way_is_removed_too() {
        DeployRecord older = withLease(scene.delivery.begin(
                scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()));
        List<String> late = new ArrayList<>();

        RemovalReport report = remove(line -> {
            if (line.startsWith("Deleting") && late.isEmpty()) {
                late.add(line);
                applyLate(older);
            }
        });

        assertThat(late).singleElement().asString().doesNotContain("Deployment");
        assertThat(report.removed()).extracting(ObjectRef::kind).contains("Deployment");
        assertThat(objects()).doesNotContain("shop");
    }

    /** Anybody who may push can write the trailers of a removal. */
    @Test
    void a_commit_that_says_it_removes_it_is_no_commit_of_a_removal_with_another_id() throws InterruptedException {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        DeployId own = DeployId.next(scene.context.clock().start(), scene.context.random());
        String forged = commit(
                "Remove" + delivery("01m82yg1szwf2jwd2x8213ak5z").substring("Deploy".length()),
                2_000_000_000L,
                scene.tip().id());
        scene.repository.git("update-ref", "refs/heads/main", forged);
        List<DeployId> committed = new ArrayList<>();

        RemovalEvents events = new RemovalEvents() {
            @Override
            public void line(String line) {}

            @Override
            public void committed(DeployId id, Revision revision) {
                assertThat(revision.id()).isNotEqualTo(forged);
                committed.add(id);
                throw new IllegalStateException("killed");
            }
        };
        assertThatThrownBy(() -> new ApplicationRemoval(request(), Optional.of(own), scene.context, events).run())
                .hasMessage("killed");
        Revision made = scene.tip();
        RemovalReport report = new ApplicationRemoval(request(), Optional.of(own), scene.context, line -> {}).run();

        assertThat(committed).containsExactly(own);
        assertThat(report.commit()).contains(made);
        assertThat(report.done()).isTrue();
        assertThat(scene.tip()).isEqualTo(made);
        assertThat(objects()).doesNotContain("shop");
    }

    @Test
    void a_removal_that_is_stopped_pushes_nothing() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        Revision before = scene.tip();
        List<String> lines = new ArrayList<>();
        RemovalEvents events = new RemovalEvents() {
            @Override
            public void line(String line) {
                lines.add(line);
            }

            @Override
            public boolean stopped() {
                return !lines.isEmpty();
            }
        };

        assertThatThrownBy(() -> new ApplicationRemoval(request(), scene.context, events).run())
                .isInstanceOf(InterruptedException.class);

        assertThat(scene.tip()).isEqualTo(before);
    }

    private RemovalRequest request() {
        return new RemovalRequest(
                new DeliveryTarget("shop", "staging"),
                scene.remote(),
                scene.namespace,
                Set.of(),
                Scene.AUTHOR,
                CommitFormat.USUAL,
                Duration.ofMinutes(2));
    }

    private RemovalReport remove(Consumer<String> log) {
        try {
            return new ApplicationRemoval(request(), scene.context, log::accept).run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String objects() {
        return ControlPlane.shared()
                .kubectl(scene.namespace, "get", "deployments,configmaps,services", "-o", "name")
                .succeeded();
    }

    @Test
    void what_somebody_takes_over_during_the_rollout_is_reported_and_is_no_failure() {
        DeployRecord waiting = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.WAIT);
        ControlPlane.shared()
                .kubectl(
                        scene.namespace,
                        "set",
                        "image",
                        "deployment/shop",
                        "*=" + Scene.good("2").withoutTag())
                .succeeded();

        DeployRecord record = scene.run(waiting);

        assertEnding(record, Outcome.HEALTHY);
        assertThat(record.events()).anyMatch(event -> event.text().contains("not as committed any more"));
    }

    @Test
    void a_commit_that_was_taken_off_the_branch_is_not_applied() {
        Revision before = scene.tip();
        DeployRecord committed = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("1")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);
        scene.repository.git("update-ref", "refs/heads/main", before.id());

        DeployRecord record = scene.run(committed);

        assertThat(record.ending().orElseThrow().outcome()).isNotEqualTo(Outcome.HEALTHY);
        assertThat(scene.running()).isEmpty();
    }

    @Test
    void a_commit_that_was_taken_off_the_branch_is_not_superseded_by_an_older_one() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        Revision before = scene.tip();
        String running = scene.running();
        DeployRecord committed = scene.until(
                scene.delivery.begin(
                        scene.request(Scene.good("2")).build(), scene.context.clock(), scene.context.random()),
                DeliveryPhase.APPLY);
        scene.repository.git("update-ref", "refs/heads/main", before.id());

        DeployRecord record = scene.run(committed);

        assertThat(record.ending().orElseThrow().reason()).contains("not on the branch");
        assertThat(scene.running()).isEqualTo(running);
    }

    @Test
    void the_newest_is_the_last_on_the_branch_whatever_the_clocks_said() {
        Revision start = scene.tip();
        String earlier = delivery("01m82yfjcqjfnpqhg78kfpqfv5");
        String later = delivery("01m82yg1szwf2jwd2x8213ak5z");
        String first = commit(earlier, 2_000_000_000L, start.id());
        String second = commit(later, 1_000_000_000L, first);
        String side = commit("Side", 2_000_000_001L, first);
        String merge = commit("Merge", 2_000_000_002L, second, side);
        scene.repository.git("update-ref", "refs/heads/main", merge);

        assertThat(DeliveryHistory.newest(scene.branch, new Revision(merge), new DeliveryTarget("shop", "staging")))
                .map(trailers -> trailers.id().value())
                .contains("01m82yg1szwf2jwd2x8213ak5z");
    }

    @Test
    void what_a_person_rolled_back_is_not_deployed_again_by_the_next_build_of_it() {
        assertEnding(scene.deploy(Scene.good("1")), Outcome.HEALTHY);
        scene.repository.commit("main", "Next", Map.of("README", "2\n"));
        DeployRequest second = scene.request(Scene.good("2")).build();
        DeployRecord put = scene.run(second);
        assertEnding(put, Outcome.HEALTHY);
        ImageReference first = Scene.good("1");
        assertEnding(scene.run(scene.request(first).rollbackOf(put.id()).build()), Outcome.HEALTHY);

        DeployRecord again = scene.run(second);

        assertEnding(again, Outcome.REFUSED);
        assertThat(again.ending().orElseThrow().reason()).contains("is held");
        assertThat(scene.running()).isEqualTo(first.withoutTag().toString());
    }

    private static String delivery(String id) {
        return "Deploy\n\nGitops-Deploy-Id: " + id + "\nGitops-Application: shop\nGitops-Environment: staging\n";
    }

    private String commit(String message, long time, String... parents) {
        String tree = scene.repository.git("rev-parse", parents[0] + "^{tree}").strip();
        List<String> line = new ArrayList<>(
                List.of("-c", "user.name=A", "-c", "user.email=a@example.org", "commit-tree", tree, "-m", message));
        for (String parent : parents) {
            line.add("-p");
            line.add(parent);
        }
        return gitAt(time, line);
    }

    private String gitAt(long time, List<String> line) {
        List<String> command = new ArrayList<>(
                List.of("git", "--git-dir", scene.repository.folder().toString()));
        command.addAll(line);
        return DevScript.run(
                        command,
                        Map.of("GIT_COMMITTER_DATE", time + " +0000", "GIT_AUTHOR_DATE", time + " +0000"),
                        new byte[0])
                .succeeded()
                .strip();
    }

    /** Goes on until it has claimed the lease, and is about to apply the Deployment. */
    private DeployRecord withLease(DeployRecord record) {
        DeployRecord current = record;
        while (current.attempt().rollout().wave() == 0) {
            current = scene.delivery.advance(current, scene.context).record();
            assertThat(current.finished()).as(current.ending().toString()).isFalse();
        }
        return current;
    }

    /** The requests of a delivery that held the lease when it sent them. */
    private void applyLate(DeployRecord older) {
        ClusterTarget cluster = new ClusterTarget(older.request(), scene.context);
        RenderedManifests rendering = new RenderCache().committed(older, scene.context);
        for (ApplyWave wave : cluster.waves(rendering)) {
            assertThatThrownBy(() -> cluster.apply(rendering, wave, older))
                    .isInstanceOf(DeliveryRefusedException.class);
        }
    }
}
