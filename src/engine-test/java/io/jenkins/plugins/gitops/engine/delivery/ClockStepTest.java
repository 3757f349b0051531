package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.delivery.DeliveryTest.assertEnding;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryFacts;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryPhase;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.metrics.DeliveryFact;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import io.jenkins.plugins.gitops.engine.parts.FreshScene;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the wall clock of the machine while a delivery is under way. */
class ClockStepTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final SetClock machine = SetClock.running();

    @FreshScene
    private Scene scene;

    private DeliveryContext with(SteadyClock clock) {
        DeliveryContext usual = scene.context;
        return new DeliveryContext(usual.branch(), usual.cluster(), usual.renderer(), clock, usual.random());
    }

    /** A rollout that takes a moment. */
    private static ImageReference slow() {
        return ImageRegistry.shared().push("shop", "slow", Map.of("io.jenkins.gitops.stand-in", "slow=2"));
    }

    private DeployRecord waiting(DeliveryContext context, ImageReference image) {
        DeployRecord record = scene.delivery.begin(scene.request(image).build(), context.clock(), context.random());
        while (record.phase() != DeliveryPhase.WAIT) {
            record = scene.delivery.advance(record, context).record();
            assertThat(record.finished()).as(record.ending().toString()).isFalse();
        }
        return record;
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void a_good_rollout_stays_and_its_figures_are_right(Duration step) throws InterruptedException {
        ImageReference image = slow();
        DeliveryContext context = with(machine.clock());
        DeployRecord there = waiting(context, image);
        machine.set(step);

        DeployRecord record = scene.delivery.run(there, context, seen -> {});

        assertEnding(record, Outcome.HEALTHY);
        assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
        assertThat(record.duration(context.clock())).isPositive().isLessThan(AT_MOST);
        DeliveryFact counted = DeliveryFacts.of(scene.store.read(record.id()));
        assertThat(counted.duration()).isPositive().isLessThan(AT_MOST);
        assertThat(counted.leadTime())
                .hasValueSatisfying(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ZERO));
        assertThat(KnownResults.of(record).of(record.id()).orElseThrow().duration())
                .hasValueSatisfying(time -> assertThat(time).isBetween(Duration.ZERO, AT_MOST));
    }

    @Test
    void a_clock_that_is_put_back_lengthens_no_timeout() throws InterruptedException {
        ImageReference never =
                ImageRegistry.shared().push("shop", "never", Map.of("io.jenkins.gitops.stand-in", "never-ready"));
        DeliveryContext context = with(machine.clock());
        DeployRecord there = waiting(context, never);
        machine.set(DAY.negated());
        machine.pass(there.request().options().patience().timeout().plusSeconds(1));

        DeployRecord record = scene.delivery.run(there, context, seen -> {});

        assertEnding(record, Outcome.FAILED);
        assertThat(record.duration(context.clock())).isPositive();
    }

    @Test
    void after_a_restart_with_a_clock_that_was_put_back_the_wait_goes_on_and_ends() throws InterruptedException {
        ImageReference never =
                ImageRegistry.shared().push("shop", "never", Map.of("io.jenkins.gitops.stand-in", "never-ready"));
        DeployRecord there = waiting(with(machine.clock()), never);
        machine.set(DAY.negated());
        DeliveryContext restarted = with(machine.process());

        DeployRecord going = scene.delivery
                .advance(scene.delivery.takeUp(scene.store.read(there.id()), restarted), restarted)
                .record();
        assertThat(going.phase()).isEqualTo(DeliveryPhase.WAIT);
        machine.pass(there.request().options().patience().timeout().plusSeconds(1));
        DeployRecord record = scene.delivery.run(going, restarted, seen -> {});

        assertEnding(record, Outcome.FAILED);
        assertThat(record.duration(restarted.clock())).isPositive();
        assertThat(DeliveryFacts.of(record).duration()).isPositive();
    }

    /** A second kind of limit: how long a server that does not answer is asked again. */
    @Test
    void a_server_that_is_away_for_a_moment_is_asked_again_while_the_clock_is_put_forward() throws Exception {
        DeliveryContext context = with(machine.clock());
        DeployRecord there = waiting(context, slow());
        ControlPlane.shared().killApiServer();
        DeployRecord asking;
        try {
            asking = scene.delivery.advance(there, context).record();
            assertThat(asking.trouble()).isPresent();
            machine.set(DAY);
            asking = scene.delivery.advance(asking, context).record();
        } finally {
            ControlPlane.shared().restartApiServer();
        }

        assertThat(asking.finished()).isFalse();
        assertEnding(scene.delivery.run(asking, context, seen -> {}), Outcome.HEALTHY);
    }
}
