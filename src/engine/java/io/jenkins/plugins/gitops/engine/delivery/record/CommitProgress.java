package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the commit is: rendered, planned, made, pushed.
 *
 * @param base the branch's tip that it is rendered on
 * @param planned digest of the rendering that was planned; another rendering has to be planned again
 * @param candidate the commit as it was made on that base, known before it is pushed
 * @param commit the commit, once it is known to be on the branch
 * @param pushes how often a push was tried
 * @param since when the first commit was made to be pushed; records of older versions do not say it
 * @param took how long it took from then until the commit was in
 */
public record CommitProgress(
        Optional<Revision> base,
        Optional<String> planned,
        Optional<Revision> candidate,
        Optional<Revision> commit,
        int pushes,
        Optional<Instant> since,
        Optional<Duration> took) {

    static final CommitProgress NOTHING = new CommitProgress(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty());

    public CommitProgress {
        since = Objects.requireNonNullElse(since, Optional.empty());
        took = Objects.requireNonNullElse(took, Optional.empty());
    }

    /** On another tip; a commit that was made on the old one is dropped. */
    public CommitProgress on(Revision tip) {
        return base.filter(tip::equals).isPresent()
                ? this
                : new CommitProgress(Optional.of(tip), planned, Optional.empty(), commit, pushes, since, took);
    }

    public CommitProgress planned(String digest) {
        return new CommitProgress(base, Optional.of(digest), candidate, commit, pushes, since, took);
    }

    /** @param clock measures from the first one on */
    public CommitProgress pushing(Revision made, SteadyClock clock) {
        return new CommitProgress(
                base, planned, Optional.of(made), commit, pushes + 1, since.or(() -> Optional.of(clock.start())), took);
    }

    /** The commit was on the branch before. */
    public CommitProgress in(Revision revision) {
        return new CommitProgress(base, planned, candidate, Optional.of(revision), pushes, since, took);
    }

    /** The commit that was pushed is in. */
    public CommitProgress in(Revision revision, SteadyClock clock) {
        return new CommitProgress(
                base, planned, candidate, Optional.of(revision), pushes, since, since.map(begun -> clock.since(begun)
                        .truncatedTo(ChronoUnit.MILLIS)));
    }
}
