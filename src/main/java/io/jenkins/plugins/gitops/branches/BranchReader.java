package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Looks at one branch in the background, with one credential: at most one look at a time, none soon after another, and
 * less and less often while the server does not answer. Who asks gets what is known at once.
 */
final class BranchReader {

    private static final Logger LOGGER = Logger.getLogger(BranchReader.class.getName());

    /** So long what a look said is new enough for a page. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final Backoff AFTER_TROUBLE =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5), Integer.MAX_VALUE);

    private final GitRemote remote;
    private final Executor pool;
    private final Clock clock;
    private volatile BranchHistory known = BranchHistory.UNREAD;
    private boolean underWay;
    private boolean again;
    private int failures;
    private Instant notBefore = Instant.MIN;

    BranchReader(GitRemote remote, Executor pool, Clock clock) {
        this.remote = remote;
        this.pool = pool;
        this.clock = clock;
    }

    BranchHistory known() {
        return known;
    }

    /** For who looks at a page: has the branch looked at, unless that was done a moment ago or lately failed. */
    synchronized void ask(Supplier<GitCredentials> credentials) {
        if (!underWay && !clock.instant().isBefore(notBefore)) {
            begin(credentials);
        }
    }

    /** For who knows that something is new there: a look that is under way may have missed it. */
    synchronized void refresh(Supplier<GitCredentials> credentials) {
        if (underWay) {
            again = true;
        } else {
            begin(credentials);
        }
    }

    private void begin(Supplier<GitCredentials> credentials) {
        underWay = true;
        again = false;
        pool.execute(() -> {
            boolean answered = false;
            try {
                answered = look(credentials);
            } finally {
                ended(answered, credentials);
            }
        });
    }

    private synchronized void ended(boolean answered, Supplier<GitCredentials> credentials) {
        failures = answered ? 0 : failures + 1;
        Duration pause = answered
                ? FRESH
                : AFTER_TROUBLE.after(failures, RandomGenerator.getDefault()).orElseThrow();
        notBefore = clock.instant().plus(pause);
        underWay = false;
        if (again) {
            begin(credentials);
        }
    }

    /** Whether the server answered. */
    private boolean look(Supplier<GitCredentials> credentials) {
        try (RemoteBranch branch = DeliveryContexts.branch(remote, credentials.get())) {
            if (known.tip().isEmpty()) {
                // What the cache has is there while the server is asked, and when it does not answer.
                branch.lastFetchedTip().ifPresent(tip -> known = BranchHistory.read(branch, tip));
            }
            Revision tip = branch.fetchTipOfHistory();
            known = (known.isOf(tip) ? known : BranchHistory.read(branch, tip)).asOf(clock.instant());
            return true;
        } catch (GitopsException e) {
            LOGGER.fine(() -> "The history of " + remote + " cannot be read: " + e.getMessage());
            known = known.troubled(e.getMessage().lines().findFirst().orElse(""));
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "The history of " + remote + " cannot be read");
            known = known.troubled(Messages.BranchReader_fault());
        }
        return false;
    }
}
