package io.jenkins.plugins.gitops.branches;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.WithSharedJenkins;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import io.jenkins.plugins.gitops.pages.DeliveredBranch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** When a branch is read, with a clock and a queue that the test controls, and a real Git server. */
@WithSharedJenkins
class BranchReaderTest {

    private final DeliveredBranch branch = new DeliveredBranch();
    private final SetClock clock = SetClock.standing();
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final BranchReader reader =
            new BranchReader(new GitRemote(branch.repository.url(), "main"), queue::add, clock.clock(), read -> {});

    @BeforeAll
    static void a_controller_with_its_caches(JenkinsRule rule) {}

    private void ask() {
        reader.ask(() -> GitCredentials.NONE);
    }

    private void read() {
        queue.remove().run();
    }

    @Test
    void a_caller_does_not_wait_and_reads_do_not_pile_up() {
        branch.deliver("shop", "staging", "1.0");
        ask();
        ask();

        assertThat(reader.known()).isEqualTo(BranchHistory.UNREAD);
        assertThat(queue).hasSize(1);
        read();
        assertThat(reader.known().deliveries()).hasSize(1);
        assertThat(reader.known().asOf()).contains(clock.clock().instant());
    }

    @Test
    void that_a_newer_state_is_on_its_way_is_known_until_it_is_there() {
        ask();
        read();
        assertThat(reader.isReading()).isFalse();
        clock.pass(Duration.ofMinutes(3));

        ask();

        assertThat(reader.isReading()).isTrue();
        read();
        assertThat(reader.isReading()).isFalse();
    }

    @Test
    void a_fresh_read_is_not_repeated_and_an_old_one_is() {
        ask();
        read();
        clock.pass(Duration.ofSeconds(5));
        ask();
        assertThat(queue).isEmpty();

        branch.deliver("shop", "staging", "1.0");
        clock.pass(Duration.ofSeconds(5));
        ask();
        read();
        assertThat(reader.known().deliveries()).hasSize(1);
    }

    @Test
    void a_clock_that_is_put_back_does_not_lengthen_the_pause_and_one_that_is_put_forward_does_not_end_it() {
        ask();
        read();
        clock.set(Duration.ofDays(1));
        ask();
        assertThat(queue).isEmpty();

        clock.set(Duration.ofDays(-2));
        clock.pass(Duration.ofSeconds(10));
        ask();
        assertThat(queue).hasSize(1);
    }

    @Test
    void a_refresh_waits_for_nothing_and_follows_a_read_that_may_have_missed_it() {
        ask();
        reader.refresh(() -> GitCredentials.NONE);
        assertThat(queue).hasSize(1);
        read();
        assertThat(queue).hasSize(1);
        read();
        assertThat(queue).isEmpty();
        reader.refresh(() -> GitCredentials.NONE);
        assertThat(queue).hasSize(1);
    }

    @Test
    void a_server_that_is_away_is_asked_less_and_less_often_and_what_was_known_stays() throws Exception {
        branch.deliver("shop", "staging", "1.0");
        ask();
        read();
        Instant asOf = clock.clock().instant();
        Path there = branch.repository.folder();
        Path away = there.resolveSibling(there.getFileName() + ".away");
        Files.move(there, away);

        for (int failure = 1; failure <= 8; failure++) {
            clock.pass(Duration.ofMinutes(5));
            ask();
            read();
        }

        assertThat(reader.known().trouble()).isPresent();
        assertThat(reader.known().deliveries()).hasSize(1);
        assertThat(reader.known().asOf()).contains(asOf);
        // Chance cuts the wait to between half and all of five minutes.
        clock.pass(Duration.ofSeconds(140));
        ask();
        assertThat(queue).isEmpty();
        Files.move(away, there);
        clock.pass(Duration.ofMinutes(3));
        ask();
        read();
        assertThat(reader.known().trouble()).isEmpty();
        assertThat(reader.known().asOf()).contains(clock.clock().instant());
    }

    @Test
    void a_credential_that_is_missing_is_said_in_one_line() {
        reader.ask(() -> {
            throw new GitopsException("There is no credential\nat all", "Add one");
        });
        read();

        assertThat(reader.known().trouble()).contains("There is no credential");
    }

    @Test
    void a_fault_ends_the_read_and_not_the_reader() {
        reader.ask(() -> {
            throw new IllegalStateException("a fault");
        });
        read();
        assertThat(reader.known().trouble()).contains("It could not be read; Jenkins' log says more");
        clock.pass(Duration.ofMinutes(5));
        ask();
        read();
        assertThat(reader.known().trouble()).isEmpty();
    }
}
