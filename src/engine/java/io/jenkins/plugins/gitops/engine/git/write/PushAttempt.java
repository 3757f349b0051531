package io.jenkins.plugins.gitops.engine.git.write;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.cache.CacheUnusableException;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.read.CommitGraph;
import io.jenkins.plugins.gitops.engine.git.read.RevisionStore;
import io.jenkins.plugins.gitops.engine.git.remote.AccessDeniedException;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.PushResponse;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteConnection;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.RepositoryMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.ServerText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.eclipse.jgit.transport.PushResult;

/**
 * Pushes commits. After any response but "accepted" it reads the branch to find out how the push ended: JGit gives a lost
 * race and a refusing hook the same status, and a broken connection says nothing at all.
 */
public final class PushAttempt {

    /**
     * A server locks a ref during another push, and rejects ours before the tip moves. So a rejection of
     * unknown meaning counts only when it comes again.
     */
    private static final Backoff RETRIES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 5);

    private final RemoteConnection connection;
    private final RevisionStore files;
    private final CommitGraph history;
    private final ServerText text;

    public PushAttempt(RemoteConnection connection, RevisionStore files, CommitGraph history, ServerText text) {
        this.connection = connection;
        this.files = files;
        this.history = history;
        this.text = text;
    }

    /**
     * Pushes commits that stand on each other, the last of which holds all; the outcomes in their order.
     *
     * @return empty when the server refuses several together, and may mean only one of them
     * @throws GitopsException also when the only commit is neither on the branch nor in the cache
     */
    Optional<List<PushOutcome>> push(List<PendingCommit> chain, Revision expectedTip) {
        Revision last = chain.get(chain.size() - 1).commit();
        boolean unclear = false;
        for (int attempt = 1; ; attempt++) {
            if (!files.has(last)) {
                return chain.size() > 1 ? Optional.empty() : Optional.of(List.of(findLost(chain.get(0))));
            }
            PushResponse response = send(last, expectedTip, unclear);
            unclear |= response.kind() == PushResponse.Kind.UNKNOWN;
            if (response.kind() == PushResponse.Kind.ACCEPTED) {
                return Optional.of(all(chain, each -> new PushOutcome.In(each.commit())));
            }
            Optional<List<PushOutcome>> outcomes = outcomesFromBranch(response, chain, expectedTip);
            if (outcomes.isPresent()) {
                return outcomes;
            }
            Optional<Duration> pause = RETRIES.after(attempt, ThreadLocalRandom.current());
            boolean enough = response.isFinal()
                    || pause.isEmpty()
                    || (response.kind() == PushResponse.Kind.UNKNOWN && attempt > 1);
            if (enough || !Backoff.sleep(pause.get())) {
                return response.kind() == PushResponse.Kind.REJECTED && chain.size() > 1
                        ? Optional.empty()
                        : Optional.of(all(chain, each -> unmoved(response)));
            }
        }
    }

    /**
     * How a push ended, when the branch points to this tip: {@link PushOutcome.In} or {@link PushOutcome.Moved}.
     *
     * @param before a commit whose history does not have the candidate
     */
    PushOutcome outcomeAt(Revision tip, PendingCommit candidate, Revision before) {
        return findOnBranch(tip, candidate, before).orElseGet(() -> new PushOutcome.Moved(tip));
    }

    private static List<PushOutcome> all(List<PendingCommit> chain, Function<PendingCommit, PushOutcome> outcome) {
        return chain.stream().map(outcome).toList();
    }

    private PushOutcome findLost(PendingCommit candidate) {
        return findOnBranch(files.fetchTip(), candidate, candidate.parent())
                .orElseThrow(() -> lost(candidate.commit()));
    }

    /** @param unclear whether an earlier push may be in: a server that denies access now does not say that it is not */
    private PushResponse send(Revision commit, Revision expectedTip, boolean unclear) {
        try {
            PushResult result = files.withRevisions(
                    List.of(expectedTip),
                    repository -> connection.push(repository, ObjectIds.id(commit), ObjectIds.id(expectedTip)));
            return PushResponse.of(result, connection.ref(), text);
        } catch (RemoteUnreachableException | RevisionMissingException e) {
            return PushResponse.unknown(e);
        } catch (AccessDeniedException | RepositoryMissingException e) {
            if (unclear) {
                return PushResponse.unknown(e);
            }
            throw e;
        }
    }

    /** How the push ended, as the branch shows; empty when it points to what it pointed to. */
    private Optional<List<PushOutcome>> outcomesFromBranch(
            PushResponse response, List<PendingCommit> chain, Revision expectedTip) {
        try {
            Revision tip = files.fetchTip();
            return tip.equals(expectedTip)
                    ? Optional.empty()
                    : Optional.of(all(chain, each -> outcomeAt(tip, each, expectedTip)));
        } catch (RemoteUnreachableException | CacheUnusableException e) {
            return Optional.of(unclear(response, e, chain));
        } catch (AccessDeniedException | RepositoryMissingException e) {
            if (response.kind() == PushResponse.Kind.UNKNOWN) {
                return Optional.of(unclear(response, e, chain));
            }
            throw e;
        }
    }

    private static List<PushOutcome> unclear(PushResponse response, GitopsException then, List<PendingCommit> chain) {
        String reason = response.message() + "; then: " + then.getMessage();
        return all(chain, each -> new PushOutcome.Unclear(reason));
    }

    private Optional<PushOutcome> findOnBranch(Revision tip, PendingCommit candidate, Revision before) {
        if (tip.equals(candidate.commit())) {
            return Optional.of(new PushOutcome.In(tip));
        }
        return history.find(
                        tip,
                        each -> each.revision().equals(candidate.commit())
                                || candidate.own().test(each.message()),
                        List.of(before))
                .map(each -> new PushOutcome.In(each.revision()));
    }

    private static PushOutcome unmoved(PushResponse response) {
        return response.kind() == PushResponse.Kind.REJECTED
                ? new PushOutcome.Refused(response.message())
                : new PushOutcome.Unclear(response.message() + "; the branch has not moved yet");
    }

    private static GitopsException lost(Revision commit) {
        return new GitopsException(
                "The commit " + commit + " is neither on the branch nor in the cache any more",
                "Make it again from the branch's tip, and push that");
    }
}
