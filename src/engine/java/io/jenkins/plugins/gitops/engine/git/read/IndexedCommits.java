package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The commits of a history that carry one trailer.
 *
 * @param tip whose history it is
 * @param entries each before its ancestors
 */
public record IndexedCommits(Revision tip, List<Entry> entries) {

    public IndexedCommits {
        entries = List.copyOf(entries);
    }

    /**
     * One of them.
     *
     * @param onTrunk whether it lies on the one path through the history that was followed from the tip. Of two commits
     *     on it, the one behind is an ancestor of the other; so their order is known without the commits between them
     */
    public record Entry(CommitInfo commit, boolean onTrunk) {}

    /** The same after newer commits came. */
    IndexedCommits extended(Revision newTip, List<Entry> newer) {
        Set<Revision> known = new HashSet<>();
        entries.forEach(entry -> known.add(entry.commit().revision()));
        List<Entry> all = new ArrayList<>(entries.size() + newer.size());
        // Committers' clocks that go backwards can make Git walk past a commit that it should leave out.
        newer.stream()
                .filter(entry -> !known.contains(entry.commit().revision()))
                .forEach(all::add);
        all.addAll(entries);
        return new IndexedCommits(newTip, all);
    }
}
