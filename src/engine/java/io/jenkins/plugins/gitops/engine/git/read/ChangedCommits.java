package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.ObjectIds;
import io.jenkins.plugins.gitops.engine.git.object.RepositoryPath;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Which commits between two revisions changed some files.
 *
 * <p>A commit changes a file when the file differs from that of its parent. A merge changes it when the file differs
 * from that of each parent that already had the base in it: so when no commit is found, the files are those of the
 * base. (A plain {@code git log -- path} leaves out a merge that takes over another parent's file, even when that is
 * older than the base's.)
 */
public final class ChangedCommits {

    /** The longest range that is read. A longer one is not the range of a delivery that waited a little. */
    static final int MAX_COMMITS = 2000;

    private final CommitGraph history;
    private final RevisionStore files;

    public ChangedCommits(CommitGraph history, RevisionStore files) {
        this.history = history;
        this.files = files;
    }

    /** A commit and the parents that its files are compared with. */
    private record ComparedCommit(CommitInfo commit, List<Revision> parents) {}

    public List<CommitInfo> between(Revision base, Revision tip, Set<String> paths, ChangeFilter filter) {
        if (paths.isEmpty() || base.equals(tip)) {
            return List.of();
        }
        paths.stream().filter(path -> !path.isEmpty()).forEach(RepositoryPath::checked);
        List<ComparedCommit> steps = history.withHistory(tip, walk -> comparedCommits(walk, base, tip));
        Set<Revision> needed = new LinkedHashSet<>();
        for (ComparedCommit step : steps) {
            needed.add(step.commit().revision());
            needed.addAll(step.parents());
        }
        return files.withRevisions(needed, repository -> {
            List<CommitInfo> found = new ArrayList<>();
            TreeBudget budget = new TreeBudget(
                    TreeBudget.Limits.OF_A_RANGE,
                    "what changed from " + base.abbreviated() + " to " + tip.abbreviated());
            try (ObjectReader reader = repository.newObjectReader()) {
                for (ComparedCommit step : steps) {
                    if (counts(reader, step, paths, filter, budget)) {
                        found.add(step.commit());
                    }
                }
            }
            return found;
        });
    }

    private static List<ComparedCommit> comparedCommits(RevWalk walk, Revision base, Revision tip) throws IOException {
        if (!walk.getObjectReader().has(ObjectIds.id(base))) {
            throw new RevisionMissingException(
                    "The commit " + base + " is not in the history of " + tip.abbreviated(),
                    "Push that commit first; or, if the branch was rewritten since, build its newest commit",
                    null);
        }
        walk.sort(RevSort.TOPO);
        CommitGraph.markRange(walk, tip, List.of(base));
        List<CommitInfo> commits = new ArrayList<>();
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            if (commits.size() == MAX_COMMITS) {
                throw new GitopsException(
                        "More than " + MAX_COMMITS + " commits lie between " + base + " and " + tip,
                        "Build again from a newer commit");
            }
            commits.add(CommitGraph.commitInfo(commit));
        }
        Set<Revision> withBase = new HashSet<>(Set.of(base));
        List<ComparedCommit> steps = new ArrayList<>();
        for (int i = commits.size() - 1; i >= 0; i--) {
            CommitInfo commit = commits.get(i);
            List<Revision> after =
                    commit.parents().stream().filter(withBase::contains).toList();
            if (!after.isEmpty()) {
                withBase.add(commit.revision());
            }
            steps.add(new ComparedCommit(commit, after.isEmpty() ? commit.parents() : after));
        }
        Collections.reverse(steps);
        return steps;
    }

    private static boolean counts(
            ObjectReader reader, ComparedCommit step, Set<String> paths, ChangeFilter filter, TreeBudget budget)
            throws IOException {
        try (TreeWalk walk = new TreeWalk(reader);
                RevWalk commits = new RevWalk(reader)) {
            for (Revision parent : step.parents()) {
                walk.addTree(commits.parseCommit(ObjectIds.id(parent)).getTree());
            }
            if (step.parents().isEmpty()) {
                walk.addTree(new EmptyTreeIterator());
            }
            int own = walk.addTree(
                    commits.parseCommit(ObjectIds.id(step.commit().revision())).getTree());
            walk.setFilter(filter(paths));
            while (walk.next()) {
                budget.spend(walk);
                // As a recursive walk would, which does not come back between directories without files.
                if (walk.isSubtree()) {
                    walk.enterSubtree();
                } else if (differsFromAll(walk, own) && counts(reader, walk, own, step.commit(), filter, budget)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static TreeFilter filter(Set<String> paths) {
        return paths.contains("")
                ? TreeFilter.ANY_DIFF
                : AndTreeFilter.create(PathFilterGroup.createFromStrings(paths), TreeFilter.ANY_DIFF);
    }

    private static boolean differsFromAll(TreeWalk walk, int own) {
        for (int parent = 0; parent < own; parent++) {
            if (walk.idEqual(parent, own) && walk.getRawMode(parent) == walk.getRawMode(own)) {
                return false;
            }
        }
        return true;
    }

    private static boolean counts(
            ObjectReader reader, TreeWalk walk, int own, CommitInfo commit, ChangeFilter filter, TreeBudget budget)
            throws IOException {
        boolean comparable = plainOrMissing(walk, 0)
                && plainOrMissing(walk, own)
                && !walk.idEqual(0, own)
                && readable(reader, walk, 0)
                && readable(reader, walk, own);
        return !comparable
                || filter.counts(
                        commit,
                        walk.getPathString(),
                        content(reader, walk, 0, budget),
                        content(reader, walk, own, budget));
    }

    private static boolean plainOrMissing(TreeWalk walk, int tree) {
        FileMode mode = walk.getFileMode(tree);
        return mode.equals(FileMode.MISSING) || RevisionTree.kind(mode) == RevisionTree.Kind.FILE;
    }

    private static boolean readable(ObjectReader reader, TreeWalk walk, int tree) throws IOException {
        return walk.getFileMode(tree).equals(FileMode.MISSING)
                || reader.getObjectSize(walk.getObjectId(tree), org.eclipse.jgit.lib.Constants.OBJ_BLOB)
                        <= RevisionTree.MAX_FILE_BYTES;
    }

    private static Optional<byte[]> content(ObjectReader reader, TreeWalk walk, int tree, TreeBudget budget)
            throws IOException {
        return walk.getFileMode(tree).equals(FileMode.MISSING)
                ? Optional.empty()
                : Optional.of(RevisionTree.content(reader, walk.getObjectId(tree), walk.getPathString(), budget));
    }
}
