package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a delivery is done.
 *
 * @param namespace where objects go that name none, and where the inventory is kept
 * @param allowedNamespaces where objects may go; the namespace above is always allowed
 * @param clusterScoped whether objects without a namespace may be deployed (the environment's own Namespace always may)
 * @param onFailure what happens after a failed rollout
 * @param timeout how long a rollout may take to become healthy, and an unreachable server is asked again
 * @param grace how long after the apply a failure that might pass is waited out
 * @param requireTests whether a delivery without a test run is refused
 * @param allowNewerManifests whether manifests that changed since the built commit are deployed all the same
 * @param force whether fields that another manager owns are taken over
 * @param releaseHold whether what was rolled back before may be deployed again
 * @param prune whether objects that are not wanted any more are deleted
 * @param pruneLimit how many of them at most; the usual number in a record that is older than this field
 * @param tags what becomes of the images' tags in the manifests; dropped in a record that is older than this field
 * @param commits how it writes to Git; as usual in a record that is older than this field
 * @param existing what may be done to objects that are there already; nothing in a record that is older than this field
 */
public record DeployOptions(
        String namespace,
        SortedSet<String> allowedNamespaces,
        boolean clusterScoped,
        OnFailure onFailure,
        Duration timeout,
        Duration grace,
        boolean requireTests,
        boolean allowNewerManifests,
        boolean force,
        boolean releaseHold,
        boolean prune,
        PruneLimit pruneLimit,
        TagStyle tags,
        CommitFormat commits,
        TakeoverPolicy existing) {

    /** Ten minutes: as long as Kubernetes' own default of {@code progressDeadlineSeconds}. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    /** A day: what waits longer waits for a person. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    /** @throws GitopsException when the timeout is not positive or too long, or the grace time is negative */
    public DeployOptions {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0 || grace.isNegative()) {
            throw new GitopsException(
                    "The timeout " + timeout + " or the grace time " + grace + " is not a time to wait",
                    "Give a timeout above zero and up to a day, and a grace time of zero or more");
        }
        SortedSet<String> all = new TreeSet<>(allowedNamespaces);
        all.add(namespace);
        allowedNamespaces = Collections.unmodifiableSortedSet(all);
        pruneLimit = Objects.requireNonNullElse(pruneLimit, PruneLimit.DEFAULT);
        tags = Objects.requireNonNullElse(tags, TagStyle.DROP);
        commits = Objects.requireNonNullElse(commits, CommitFormat.USUAL);
        existing = Objects.requireNonNullElse(existing, TakeoverPolicy.NONE);
    }

    /** The defaults, in one namespace: roll back, no grace, nothing forced, nothing pruned, no tags. */
    public static DeployOptions in(String namespace) {
        return new DeployOptions(
                namespace,
                new TreeSet<>(),
                false,
                OnFailure.ROLLBACK,
                DEFAULT_TIMEOUT,
                Duration.ZERO,
                false,
                false,
                false,
                false,
                false,
                PruneLimit.DEFAULT,
                TagStyle.DROP,
                CommitFormat.USUAL,
                TakeoverPolicy.NONE);
    }
}
