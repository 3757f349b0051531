package io.jenkins.plugins.gitops.engine.delivery.record;

import java.util.List;

/**
 * What people committed between the last healthy delivery and this one, as the branch said when this one ended. Its authors may
 * push, so it is a claim of theirs: it decides nothing.
 *
 * @param commits newest first, each before its ancestors; at most {@value #MOST}
 * @param more how many more there were, of those that were counted
 * @param uncounted whether there were more still
 */
public record BroughtCommits(List<DeliveredCommit> commits, int more, boolean uncounted) {

    /** So many are kept. */
    public static final int MOST = 50;

    public BroughtCommits {
        commits = commits == null ? List.of() : List.copyOf(commits);
    }

    /**
     * Of all that were counted.
     *
     * @param uncounted whether there were more
     */
    public static BroughtCommits of(List<DeliveredCommit> counted, boolean uncounted) {
        int kept = Math.min(counted.size(), MOST);
        return new BroughtCommits(counted.subList(0, kept), counted.size() - kept, uncounted);
    }

    /** Whether it does not list all of them. */
    public boolean cut() {
        return more > 0 || uncounted;
    }
}
