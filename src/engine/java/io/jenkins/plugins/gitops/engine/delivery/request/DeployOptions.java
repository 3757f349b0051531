package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.SyncLimits;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import java.time.Duration;
import java.util.Objects;

/**
 * How a delivery is done. A part of every record: its JSON is flat, without the groups, and an option that a record does
 * not have takes its default here. So a new option goes into a group, with a default for {@code null} or {@code false}.
 *
 * @param scope where in the cluster objects may go
 * @param onFailure what happens after a failed rollout
 * @param patience how long it waits
 * @param safety what it refuses to do
 * @param pruning what becomes of objects that the manifests no longer have
 * @param tags what becomes of the images' tags in the manifests
 * @param commits how it writes to Git
 * @param existing what may be done to objects that are there already
 * @param sync what a sync leaves alone
 */
public record DeployOptions(
        @JsonUnwrapped DeployScope scope,
        OnFailure onFailure,
        @JsonUnwrapped Patience patience,
        @JsonUnwrapped Safety safety,
        @JsonUnwrapped Pruning pruning,
        TagStyle tags,
        CommitFormat commits,
        TakeoverPolicy existing,
        @JsonUnwrapped SyncLimits sync) {

    public DeployOptions {
        onFailure = Objects.requireNonNullElse(onFailure, OnFailure.ROLLBACK);
        patience = Objects.requireNonNullElse(patience, Patience.USUAL);
        safety = Objects.requireNonNullElse(safety, Safety.USUAL);
        pruning = Objects.requireNonNullElse(pruning, Pruning.OFF);
        tags = Objects.requireNonNullElse(tags, TagStyle.DROP);
        commits = Objects.requireNonNullElse(commits, CommitFormat.USUAL);
        existing = Objects.requireNonNullElse(existing, TakeoverPolicy.NONE);
        sync = Objects.requireNonNullElse(sync, SyncLimits.NONE);
    }

    /** The defaults, in one namespace: roll back, no grace, nothing forced, nothing pruned, no tags. */
    public static DeployOptions in(String namespace) {
        return new DeployOptions(DeployScope.of(namespace), null, null, null, null, null, null, null, null);
    }

    /**
     * How long a delivery waits.
     *
     * @param timeout how long a rollout may take to become healthy, and for how long a server that does not answer is asked
     *     again; above zero and up to {@link #LONGEST_TIMEOUT}
     * @param grace how long after the apply a failure that might pass is waited out; zero or more
     */
    public record Patience(Duration timeout, Duration grace) {

        /** A day: what waits longer waits for a person. */
        public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

        /** Ten minutes, as long as Kubernetes' own default of {@code progressDeadlineSeconds}, and no grace. */
        public static final Patience USUAL = new Patience(Duration.ofMinutes(10), Duration.ZERO);

        /** @throws GitopsException when the timeout is not positive or too long, or the grace time is negative */
        public Patience {
            timeout = timeout == null ? Duration.ofMinutes(10) : timeout;
            grace = grace == null ? Duration.ZERO : grace;
            if (timeout.isNegative()
                    || timeout.isZero()
                    || timeout.compareTo(LONGEST_TIMEOUT) > 0
                    || grace.isNegative()) {
                throw new GitopsException(
                        "The timeout " + timeout + " or the grace time " + grace + " is not a time to wait",
                        "Give a timeout above zero and up to a day, and a grace time of zero or more");
            }
        }

        public Patience withTimeout(Duration time) {
            return new Patience(time, grace);
        }

        public Patience withGrace(Duration time) {
            return new Patience(timeout, time);
        }
    }

    /**
     * What a delivery refuses to do. All is {@code false} by default.
     *
     * @param requireTests whether it is refused without a test run
     * @param allowNewerManifests whether manifests that changed after the built commit are deployed all the same
     * @param force whether fields that another manager owns are taken over
     * @param releaseHold whether what was rolled back before may be deployed again
     * @param newPlace whether it may go to another namespace than the environment's deliveries before it; records of earlier
     *     versions do not say it
     */
    public record Safety(
            boolean requireTests,
            boolean allowNewerManifests,
            boolean force,
            boolean releaseHold,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean newPlace) {

        public static final Safety USUAL = new Safety(false, false, false, false, false);

        public Safety withRequireTests(boolean required) {
            return new Safety(required, allowNewerManifests, force, releaseHold, newPlace);
        }

        public Safety withAllowNewerManifests(boolean allowed) {
            return new Safety(requireTests, allowed, force, releaseHold, newPlace);
        }

        public Safety withForce(boolean forced) {
            return new Safety(requireTests, allowNewerManifests, forced, releaseHold, newPlace);
        }

        public Safety withReleaseHold(boolean released) {
            return new Safety(requireTests, allowNewerManifests, force, released, newPlace);
        }

        public Safety withNewPlace(boolean confirmed) {
            return new Safety(requireTests, allowNewerManifests, force, releaseHold, confirmed);
        }
    }

    public DeployOptions with(DeployScope other) {
        return new DeployOptions(other, onFailure, patience, safety, pruning, tags, commits, existing, sync);
    }

    public DeployOptions with(OnFailure reaction) {
        return new DeployOptions(scope, reaction, patience, safety, pruning, tags, commits, existing, sync);
    }

    public DeployOptions with(Patience other) {
        return new DeployOptions(scope, onFailure, other, safety, pruning, tags, commits, existing, sync);
    }

    public DeployOptions with(Safety other) {
        return new DeployOptions(scope, onFailure, patience, other, pruning, tags, commits, existing, sync);
    }

    public DeployOptions with(Pruning other) {
        return new DeployOptions(scope, onFailure, patience, safety, other, tags, commits, existing, sync);
    }

    public DeployOptions with(TagStyle style) {
        return new DeployOptions(scope, onFailure, patience, safety, pruning, style, commits, existing, sync);
    }

    public DeployOptions with(CommitFormat format) {
        return new DeployOptions(scope, onFailure, patience, safety, pruning, tags, format, existing, sync);
    }

    public DeployOptions with(TakeoverPolicy policy) {
        return new DeployOptions(scope, onFailure, patience, safety, pruning, tags, commits, policy, sync);
    }

    public DeployOptions with(SyncLimits limits) {
        return new DeployOptions(scope, onFailure, patience, safety, pruning, tags, commits, existing, limits);
    }
}
