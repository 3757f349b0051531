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
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.transport.PushResult;

/**
 * Pushes commits, and after anything but a plain yes looks at the branch: JGit gives a lost race and a refusing hook
 * the same status, and a broken connection says nothing at all.
 */
public final class PushAttempt {

    /**
     * A ref is locked while another's push is under way: the loser is told no before the tip moves. So a no of unknown
     * meaning counts only when it comes again.
     */
    private static final Backoff AGAIN = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 5);

    private final RemoteConnection wire;
    private final RevisionStore files;
    private final CommitGraph history;
    private final ServerText text;

    public PushAttempt(RemoteConnection wire, RevisionStore files, CommitGraph history, ServerText text) {
        this.wire = wire;
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
            PushResponse answer = send(last, expectedTip, unclear);
            unclear |= answer.kind() == PushResponse.Kind.BROKEN;
            if (answer.kind() == PushResponse.Kind.YES) {
                return Optional.of(all(chain, each -> new PushOutcome.In(each.commit())));
            }
            Optional<List<PushOutcome>> outcomes = look(answer, chain, expectedTip);
            if (outcomes.isPresent()) {
                return outcomes;
            }
            Optional<Duration> pause = AGAIN.after(attempt, RandomGenerator.getDefault());
            boolean enough =
                    answer.isFinal() || pause.isEmpty() || (answer.kind() == PushResponse.Kind.BROKEN && attempt > 1);
            if (enough || !Backoff.sleep(pause.get())) {
                return answer.kind() == PushResponse.Kind.NO && chain.size() > 1
                        ? Optional.empty()
                        : Optional.of(all(chain, each -> unmoved(answer)));
            }
        }
    }

    /**
     * How it is with a commit when the branch is there: in, or passed by.
     *
     * @param before it was not in then
     */
    PushOutcome at(Revision tip, PendingCommit candidate, Revision before) {
        return found(tip, candidate, before).orElseGet(() -> new PushOutcome.Moved(tip));
    }

    private static List<PushOutcome> all(List<PendingCommit> chain, Function<PendingCommit, PushOutcome> outcome) {
        return chain.stream().map(outcome).toList();
    }

    private PushOutcome findLost(PendingCommit candidate) {
        return found(files.fetchTip(), candidate, candidate.parent()).orElseThrow(() -> lost(candidate.commit()));
    }

    /** @param unclear whether a push before may be in: that the server lets nobody in any more does not say that it is not */
    private PushResponse send(Revision commit, Revision expectedTip, boolean unclear) {
        try {
            PushResult result = files.with(
                    List.of(expectedTip),
                    repository -> wire.push(repository, ObjectIds.id(commit), ObjectIds.id(expectedTip)));
            return PushResponse.of(result, wire.ref(), text);
        } catch (RemoteUnreachableException | RevisionMissingException e) {
            return PushResponse.broken(e);
        } catch (AccessDeniedException | RepositoryMissingException e) {
            if (unclear) {
                return PushResponse.broken(e);
            }
            throw e;
        }
    }

    /** What the branch tells; empty when it is where it was. */
    private Optional<List<PushOutcome>> look(PushResponse answer, List<PendingCommit> chain, Revision expectedTip) {
        try {
            Revision tip = files.fetchTip();
            return tip.equals(expectedTip)
                    ? Optional.empty()
                    : Optional.of(all(chain, each -> at(tip, each, expectedTip)));
        } catch (RemoteUnreachableException | CacheUnusableException e) {
            return Optional.of(unclear(answer, e, chain));
        } catch (AccessDeniedException | RepositoryMissingException e) {
            if (answer.kind() == PushResponse.Kind.BROKEN) {
                return Optional.of(unclear(answer, e, chain));
            }
            throw e;
        }
    }

    private static List<PushOutcome> unclear(PushResponse answer, GitopsException then, List<PendingCommit> chain) {
        String words = answer.words() + "; then: " + then.getMessage();
        return all(chain, each -> new PushOutcome.Unclear(words));
    }

    private Optional<PushOutcome> found(Revision tip, PendingCommit candidate, Revision before) {
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

    private static PushOutcome unmoved(PushResponse answer) {
        return answer.kind() == PushResponse.Kind.NO
                ? new PushOutcome.Refused(answer.words())
                : new PushOutcome.Unclear(answer.words() + "; the branch has not moved yet");
    }

    private static GitopsException lost(Revision commit) {
        return new GitopsException(
                "The commit " + commit + " is neither on the branch nor in the cache any more",
                "Make it again from the branch's tip, and push that");
    }
}
