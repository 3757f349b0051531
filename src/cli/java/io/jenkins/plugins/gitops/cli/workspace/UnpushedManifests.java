package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.io.File;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.StatusCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Manifests of a checkout that a delivery does not see, since it reads the branch of the remote repository.
 *
 * @param uncommitted files that differ from the commit that is checked out, or that Git does not know and does not ignore
 * @param unpushed files that are otherwise in that commit than in the remote branch, as it was when this clone last saw it
 */
public record UnpushedManifests(SortedSet<String> uncommitted, SortedSet<String> unpushed) {

    private static final int MOST_NAMES = 5;

    /**
     * In the checkout around a folder. Where that cannot be read there are none: it is a hint, and stops nothing.
     *
     * @param branch of the remote 'origin'
     * @param path of the manifests, from the repository's root, with {@code /}; empty for all of it
     */
    public static Optional<UnpushedManifests> in(File folder, String branch, String path) {
        try (Repository repository = LocalCheckout.builder(folder).build()) {
            if (repository.isBare()) {
                return Optional.empty();
            }
            UnpushedManifests found = new UnpushedManifests(
                    uncommitted(repository, path),
                    unpushed(repository, Constants.R_REMOTES + Constants.DEFAULT_REMOTE_NAME + "/" + branch, path));
            return found.uncommitted.isEmpty() && found.unpushed.isEmpty() ? Optional.empty() : Optional.of(found);
        } catch (IOException | GitAPIException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private static SortedSet<String> uncommitted(Repository repository, String path) throws GitAPIException {
        StatusCommand command = Git.wrap(repository).status();
        if (path.isEmpty()) {
            // What Git does not know there is mostly no manifest, as the results of a build.
            return new TreeSet<>(command.call().getUncommittedChanges());
        }
        Status status = command.addPath(path).call();
        SortedSet<String> files = new TreeSet<>(status.getUncommittedChanges());
        files.addAll(status.getUntracked());
        return files;
    }

    /** What the commits here changed since they left the branch, and the branch does not have by another way. */
    private static SortedSet<String> unpushed(Repository repository, String ref, String path) throws IOException {
        SortedSet<String> files = new TreeSet<>();
        ObjectId head = repository.resolve(Constants.HEAD);
        ObjectId known = repository.resolve(ref);
        if (head == null || known == null || head.equals(known)) {
            return files;
        }
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk walk = new TreeWalk(repository)) {
            RevCommit here = commits.parseCommit(head);
            RevCommit there = commits.parseCommit(known);
            commits.setRevFilter(RevFilter.MERGE_BASE);
            commits.markStart(here);
            commits.markStart(there);
            RevCommit base = commits.next();
            if (base == null || base.equals(here)) {
                return files;
            }
            commits.parseBody(base);
            walk.addTree(base.getTree());
            walk.addTree(here.getTree());
            walk.addTree(there.getTree());
            walk.setRecursive(true);
            walk.setFilter(
                    path.isEmpty()
                            ? TreeFilter.ANY_DIFF
                            : AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
            while (walk.next()) {
                if (!walk.idEqual(1, 0) && !walk.idEqual(1, 2)) {
                    files.add(walk.getPathString());
                }
            }
        }
        return files;
    }

    /**
     * For people, in one line.
     *
     * @param branch that is delivered
     */
    public String text(String branch) {
        String what = Stream.of(named("not committed", uncommitted), named("not on that branch", unpushed))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return "not delivered, since the remote branch " + ShownText.line(branch, TextLimits.SHOWN)
                + " does not have it: " + what + " -> " + (uncommitted.isEmpty() ? "" : "'git commit' it, then ")
                + "bring it there ('git push', or a merge), and deploy again";
    }

    private static Optional<String> named(String how, Collection<String> files) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        String names = files.stream()
                .limit(MOST_NAMES)
                .map(file -> ShownText.line(file, TextLimits.SHOWN))
                .collect(Collectors.joining(", "));
        return Optional.of(names + (files.size() > MOST_NAMES ? ", ..." : "") + " (" + how + ")");
    }
}
