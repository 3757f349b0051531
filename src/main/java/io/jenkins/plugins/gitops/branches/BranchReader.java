package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.deliveries.DeliveryContexts;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads one branch in the background, with one credential. At most one read runs at a time, and there is a pause between two.
 * The pause grows while the server does not answer. Callers get the last known history at once.
 */
final class BranchReader {

    private static final Logger LOGGER = Logger.getLogger(BranchReader.class.getName());

    /** How long a history that was read is new enough for a page. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final Backoff AFTER_TROUBLE =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5), Integer.MAX_VALUE);

    private final GitRemote remote;
    private final Executor pool;
    private final SteadyClock clock;
    private final Consumer<BranchHistory> listener;
    private volatile BranchHistory known = BranchHistory.UNREAD;
    private boolean reading;
    private boolean readAgain;
    private int failures;
    private Optional<Instant> lastEnd = Optional.empty();
    private Duration pause = Duration.ZERO;

    /** @param listener is given each history that was read from the server, and what is known when a read has failed */
    BranchReader(GitRemote remote, Executor pool, SteadyClock clock, Consumer<BranchHistory> listener) {
        this.remote = remote;
        this.pool = pool;
        this.clock = clock;
        this.listener = listener;
    }

    BranchHistory known() {
        return known;
    }

    synchronized boolean isReading() {
        return reading;
    }

    /** Starts a read for a page, unless the last one was a moment ago or has failed recently. */
    synchronized void ask(Supplier<GitCredentials> credentials) {
        boolean paused = lastEnd.isPresent() && clock.since(lastEnd.get()).compareTo(pause) < 0;
        if (!reading && !paused) {
            begin(credentials);
        }
    }

    /** Starts a read because the branch has changed. A read that is running may have missed the change, so another follows. */
    synchronized void refresh(Supplier<GitCredentials> credentials) {
        if (reading) {
            readAgain = true;
        } else {
            begin(credentials);
        }
    }

    private void begin(Supplier<GitCredentials> credentials) {
        reading = true;
        readAgain = false;
        pool.execute(() -> {
            boolean answered = false;
            try {
                answered = read(credentials);
            } finally {
                ended(answered, credentials);
            }
        });
    }

    private synchronized void ended(boolean answered, Supplier<GitCredentials> credentials) {
        failures = answered ? 0 : failures + 1;
        pause = answered
                ? FRESH
                : AFTER_TROUBLE.after(failures, ThreadLocalRandom.current()).orElseThrow();
        lastEnd = Optional.of(clock.start());
        reading = false;
        if (readAgain) {
            begin(credentials);
        }
    }

    /** Whether the server answered. */
    private boolean read(Supplier<GitCredentials> credentials) {
        try (RemoteBranch branch = DeliveryContexts.branch(remote, credentials.get())) {
            if (known.tip().isEmpty()) {
                // The cached history is shown while the server is asked, and when it does not answer.
                branch.lastFetchedTip().ifPresent(tip -> known = BranchHistory.read(branch, tip));
            }
            Revision tip = branch.fetchTipOfHistory();
            known = (known.isOf(tip) && known.asOf().isPresent()
                            ? known
                            : BranchHistory.read(branch, tip).withFigures(branch, remote, clock.instant()))
                    .asOf(clock.start());
            listener.accept(known);
            return true;
        } catch (GitopsException e) {
            LOGGER.fine(() -> "The history of " + remote + " cannot be read: " + e.getMessage());
            known = known.troubled(e.getMessage().lines().findFirst().orElse(""));
            listener.accept(known);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "The history of " + remote + " cannot be read");
            known = known.troubled(Messages.BranchReader_fault());
            listener.accept(known);
        }
        return false;
    }
}
