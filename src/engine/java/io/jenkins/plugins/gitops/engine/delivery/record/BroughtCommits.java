package io.jenkins.plugins.gitops.engine.delivery.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What people committed between the last healthy delivery and this one, as the branch said when this one ended. Its authors may
 * push, so it is a claim of theirs: it decides nothing.
 *
 * @param commits newest first, each before its ancestors; at most {@value #MOST}
 * @param more how many more there were, of those that were counted
 * @param uncounted whether there were more still
 * @param first whether no delivery before it was healthy: then its source commit stands for all that is new
 */
public record BroughtCommits(
        List<DeliveredCommit> commits,
        int more,
        boolean uncounted,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean first) {

    /** So many are kept. */
    public static final int MOST = 50;

    public static final BroughtCommits NONE = new BroughtCommits(List.of(), 0, false, false);

    public BroughtCommits {
        commits = commits == null ? List.of() : List.copyOf(commits);
    }

    /**
     * Of all that were counted.
     *
     * @param uncounted whether there were more
     * @param first as above
     */
    public static BroughtCommits of(List<DeliveredCommit> counted, boolean uncounted, boolean first) {
        int kept = Math.min(counted.size(), MOST);
        return new BroughtCommits(counted.subList(0, kept), counted.size() - kept, uncounted, first);
    }

    /** Whether it does not list all of them. */
    public boolean cut() {
        return more > 0 || uncounted;
    }
}
