package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The fields that are left to others: they are not compared, and a sync leaves them as they are in the cluster.
 *
 * @param rules at most {@value #MOST}; each is looked at for each object
 */
public record IgnoreRules(SortedSet<IgnoreRule> rules) {

    public static final int MOST = 100;

    public static final IgnoreRules NONE = new IgnoreRules(Collections.emptySortedSet());

    /** @throws GitopsException when there are too many */
    public IgnoreRules {
        rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
        if (rules.size() > MOST) {
            throw new GitopsException(
                    "There are " + rules.size() + " fields to ignore, and " + MOST + " is the most",
                    "Write one rule for a kind instead of one for each object, or take the fields out of the manifests");
        }
    }

    public static IgnoreRules of(Collection<IgnoreRule> rules) {
        return new IgnoreRules(new TreeSet<>(rules));
    }

    /**
     * Reads rules as people write them.
     *
     * @throws GitopsException with the number and the text of the one that is none
     */
    public static IgnoreRules parse(List<String> texts) {
        TreeSet<IgnoreRule> rules = new TreeSet<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                rules.add(IgnoreRule.parse(texts.get(i).strip()));
            } catch (GitopsException e) {
                throw new GitopsException("Rule " + (i + 1) + ": " + e.getMessage(), e.remedy(), e);
            }
        }
        return new IgnoreRules(rules);
    }

    /** With these as well. */
    public IgnoreRules and(Collection<IgnoreRule> more) {
        TreeSet<IgnoreRule> all = new TreeSet<>(rules);
        all.addAll(more);
        return new IgnoreRules(all);
    }

    /** What of the object is ignored. */
    public List<ObjectPointer> of(ObjectRef ref) {
        return rules.stream()
                .filter(rule -> rule.isAbout(ref))
                .map(IgnoreRule::pointer)
                .toList();
    }
}
