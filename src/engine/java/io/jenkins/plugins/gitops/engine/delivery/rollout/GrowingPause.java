package io.jenkins.plugins.gitops.engine.delivery.rollout;

import java.time.Duration;

/**
 * How long to wait until the next look: a tenth of the wait so far, so that a short one ends soon and a long one costs little.
 *
 * @param soonest the shortest pause
 * @param latest the longest
 */
public record GrowingPause(Duration soonest, Duration latest) {

    private static final int SHARE = 10;

    /** The pause after a wait of this length. */
    public Duration after(Duration waited) {
        Duration share = waited.dividedBy(SHARE);
        return share.compareTo(soonest) < 0 ? soonest : share.compareTo(latest) > 0 ? latest : share;
    }
}
