package io.jenkins.plugins.gitops.branches;

import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.WeighedKept;
import io.jenkins.plugins.gitops.engine.delivery.figures.PastDeliveries;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What figures are computed from, of more branches than whole histories are kept of: it is small beside them. What several
 * credentials have read of one branch is kept once, where they found the same commit. Safe for several threads.
 */
final class KeptPast<K> {

    /** When these branches were read is known: those that were needed last. */
    private static final int MOST_BRANCHES = 5_000;

    /** So many deliveries are kept, of all branches together: those of the branches that were needed last. */
    private static final long MOST_DELIVERIES = 500_000;

    /** What a branch of few deliveries counts as. */
    private static final int LEAST = 50;

    private final SteadyClock clock;
    private final Map<K, Kept> branches = NewestKept.byAccess(() -> MOST_BRANCHES);
    private final WeighedKept<Content, PastDeliveries> contents;

    KeptPast(SteadyClock clock) {
        this(clock, MOST_DELIVERIES);
    }

    KeptPast(SteadyClock clock, long mostDeliveries) {
        this.clock = clock;
        this.contents = new WeighedKept<>(mostDeliveries, KeptPast::deliveries);
    }

    /** What was read: whoever has found this commit there has found the same. */
    record Content(GitRemote remote, Revision tip) {}

    /**
     * Of one branch.
     *
     * @param asked when a read was begun last
     * @param content what was read last; null before the first read
     * @param trouble why the last read failed
     */
    private record Kept(Instant asked, Content content, Optional<String> trouble) {}

    /** As last read; empty before the first read has ended, and where others were needed since. */
    synchronized Optional<PastDeliveries> of(K branch) {
        return Optional.ofNullable(branches.get(branch))
                .flatMap(known -> Optional.ofNullable(known.content()))
                .flatMap(contents::get);
    }

    synchronized void store(K branch, Content content, PastDeliveries past) {
        Kept before = branches.put(branch, new Kept(clock.start(), content, Optional.empty()));
        if (before != null) {
            dropUnused(before.content());
        }
        contents.put(content, past);
    }

    /** A read has failed; what was read before stays. */
    synchronized void failed(K branch, String why) {
        Kept known = branches.get(branch);
        branches.put(
                branch,
                new Kept(
                        known == null ? clock.start() : known.asked(),
                        known == null ? null : known.content(),
                        Optional.of(why)));
    }

    /** Why the last read failed, in one line; empty when it succeeded, and before the first one. */
    synchronized Optional<String> trouble(K branch) {
        return Optional.ofNullable(branches.get(branch)).flatMap(Kept::trouble);
    }

    /** Replaces what is known, until the branch is read again. */
    synchronized void change(K branch, UnaryOperator<PastDeliveries> change) {
        of(branch).ifPresent(past -> contents.put(branches.get(branch).content(), change.apply(past)));
    }

    /** Whether it is time to read it. Whoever is told so does it. What was read and not kept is not due earlier. */
    synchronized boolean due(K branch, Duration age) {
        Kept known = branches.get(branch);
        if (known != null && clock.since(known.asked()).compareTo(age) < 0) {
            return false;
        }
        branches.put(
                branch,
                known == null
                        ? new Kept(clock.start(), null, Optional.empty())
                        : new Kept(clock.start(), known.content(), known.trouble()));
        return true;
    }

    /** Forgets some: another may have their names now. */
    synchronized void forget(Predicate<K> gone) {
        List<K> found = branches.keySet().stream().filter(gone).toList();
        for (K branch : found) {
            Content content = branches.remove(branch).content();
            dropUnused(content);
        }
    }

    private void dropUnused(Content content) {
        if (content != null && branches.values().stream().noneMatch(each -> content.equals(each.content()))) {
            contents.remove(content);
        }
    }

    private static int deliveries(PastDeliveries past) {
        return Math.max(
                LEAST,
                past.deliveries().values().stream().mapToInt(List::size).sum()
                        + past.marks().size());
    }
}
