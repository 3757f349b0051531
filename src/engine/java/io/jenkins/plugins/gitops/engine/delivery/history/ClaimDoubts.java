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

    /** No job starts so many builds while one of them waits. */
    private static final int MOST_BUILDS_AHEAD = 1000;

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

    /** Whether a build of our job has a number that the job cannot have reached. */
    static Optional<String> ofBuild(DeployTrailers claimed, CommitInfo commit, Optional<BuildLink> ours) {
        return claimed.build()
                .filter(theirs -> tooFarAhead(theirs, ours))
                .map(theirs -> "Delivery " + claimed.id() + " says that build "
                        + theirs.number().orElseThrow() + " asked for it, and this is build "
                        + ours.flatMap(BuildLink::number).orElseThrow()
                        + " of that job. The number may be forged, and does not count. See who made "
                        + named(commit));
    }

    static boolean tooFarAhead(BuildLink theirs, Optional<BuildLink> ours) {
        Optional<String> job = theirs.job();
        return job.isPresent()
                && job.equals(ours.flatMap(BuildLink::job))
                && theirs.number().orElseThrow()
                        > ours.flatMap(BuildLink::number).orElseThrow() + MOST_BUILDS_AHEAD;
    }

    /** A commit that says it is a delivery's, for people. */
    static String named(CommitInfo commit) {
        return "commit " + commit.revision().abbreviated() + " ("
                + ShownText.line(commit.author().name(), SUBJECT) + ": "
                + ShownText.line(commit.message().subject(), SUBJECT) + ")";
    }
}
