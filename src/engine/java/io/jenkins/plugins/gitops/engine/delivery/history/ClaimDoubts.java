package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a commit claims of its delivery and cannot be. Anybody who may commit can write trailers, and a machine's clock can be
 * wrong: an id from the future, or a build number that is never reached, would make every later delivery an older one. Such
 * a claim is not believed, and somebody is told.
 */
final class ClaimDoubts {

    /** How far clocks may disagree. */
    private static final Duration CLOCKS_DISAGREE = Duration.ofMinutes(5);

    /** Hardly a job delivers so often while one of its builds waits. */
    private static final int MOST_BUILDS_AHEAD = 50;

    private static final int SUBJECT = 60;

    private ClaimDoubts() {}

    /** Whether the id's time is ahead of its commit's own time, or of ours. */
    static Optional<String> ofTime(DeployTrailers claimed, CommitInfo commit, Instant now) {
        Instant requested = claimed.id().requested();
        String ahead;
        if (requested.isAfter(now.plus(CLOCKS_DISAGREE))) {
            ahead = "this machine's clock";
        } else if (requested.isAfter(commit.committed().plus(CLOCKS_DISAGREE))) {
            ahead = "the commit's own time, " + commit.committed();
        } else {
            return Optional.empty();
        }
        return Optional.of("The id of delivery " + claimed.id() + " says " + requested + ", which is ahead of " + ahead
                + ". It was made on a machine whose clock is wrong, or is forged, and its time does not count. See who made "
                + named(commit));
    }

    /**
     * Whether a build of our job has a later number than ours. Up to a limit that may be so, and counts; but only people can
     * say whether there was such a build.
     */
    static Optional<String> ofBuild(DeployTrailers claimed, CommitInfo commit, Optional<BuildLink> ours) {
        return claimed.build().filter(theirs -> ahead(theirs, ours) > 0).map(theirs -> {
            String later = theirs.number().orElseThrow() + " of the job, and this is build "
                    + ours.flatMap(BuildLink::number).orElseThrow();
            return tooFarAhead(theirs, ours)
                    ? "Delivery " + claimed.id() + " says that it is of build " + later
                            + ". The number may be forged, and does not count. See who made " + named(commit)
                    : "It was delivered by the later build " + later
                            + ". If that build did not deliver it, somebody wrote this into a commit. See who made "
                            + named(commit);
        });
    }

    static boolean tooFarAhead(BuildLink theirs, Optional<BuildLink> ours) {
        return ahead(theirs, ours) > MOST_BUILDS_AHEAD;
    }

    /** How much later a build of our job is; zero for one of another job. */
    private static long ahead(BuildLink theirs, Optional<BuildLink> ours) {
        Optional<String> job = theirs.job();
        return job.isPresent() && job.equals(ours.flatMap(BuildLink::job))
                ? (long) theirs.number().orElseThrow()
                        - ours.flatMap(BuildLink::number).orElseThrow()
                : 0;
    }

    /** A commit that says it is a delivery's, for people. */
    static String named(CommitInfo commit) {
        return "commit " + commit.revision().abbreviated() + " ("
                + ShownText.line(commit.author().name(), SUBJECT) + ": "
                + ShownText.line(commit.message().subject(), SUBJECT) + ")";
    }
}
