package io.jenkins.plugins.gitops.branches;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.branches.KeptPast.Content;
import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.parts.SetClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much is kept of branches, and when they are read again. */
class KeptPastTest {

    private static final GitRemote REMOTE = new GitRemote("https://git.example/config.git", "main");
    private static final Duration HOUR = Duration.ofHours(1);

    private final SetClock clock = SetClock.standing();
    private final KeptPast<String> kept = new KeptPast<>(clock.clock(), 100);

    private static Content at(char digit) {
        return new Content(REMOTE, new Revision(String.valueOf(digit).repeat(40)));
    }

    /** Each is another object. */
    private static PastDeliveries past() {
        return new PastDeliveries(Map.of(), Map.of(), List.of(), false);
    }

    @Test
    void what_others_pushed_out_is_not_read_again_at_once() {
        for (String branch : List.of("a", "b", "c")) {
            assertThat(kept.due(branch, HOUR)).isTrue();
            kept.store(branch, at(branch.charAt(0)), past());
        }

        assertThat(kept.of("a")).as("room for two").isEmpty();
        assertThat(kept.of("c")).isPresent();
        assertThat(kept.due("a", HOUR)).isFalse();
        clock.pass(HOUR);
        assertThat(kept.due("a", HOUR)).isTrue();
    }

    @Test
    void the_same_commit_is_kept_once_for_all_who_found_it() {
        for (String credential : List.of("one", "two", "three")) {
            kept.store(credential, at('a'), past());
        }

        assertThat(kept.of("one")).isPresent();
        assertThat(kept.of("one").orElseThrow()).isSameAs(kept.of("three").orElseThrow());
    }

    @Test
    void the_state_before_goes_when_nobody_has_it_any_more() {
        kept.store("one", at('a'), past());
        kept.store("two", at('b'), past());
        for (char tip : "cdef".toCharArray()) {
            kept.store("one", at(tip), past());
        }

        assertThat(kept.of("two")).isPresent();
    }

    @Test
    void what_is_forgotten_is_read_anew() {
        kept.due("team", HOUR);
        kept.store("team", at('a'), past());
        kept.store("other", at('b'), past());

        kept.forget("team"::equals);

        assertThat(kept.of("team")).isEmpty();
        assertThat(kept.due("team", HOUR)).isTrue();
        assertThat(kept.of("other")).isPresent();
    }
}
