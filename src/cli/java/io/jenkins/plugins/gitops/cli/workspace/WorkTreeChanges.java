package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Repository;

/**
 * How a work tree differs from the commit that is checked out.
 *
 * @param tracked files that Git knows and that were changed, added or deleted; they make it dirty, as in {@code git describe
 *     --dirty}
 * @param untracked files that Git does not know and does not ignore. They may be results of the commands here, so they do not
 *     make it dirty
 */
record WorkTreeChanges(SortedSet<String> tracked, SortedSet<String> untracked) {

    private static final int MOST_NAMES = 5;
    private static final WorkTreeChanges NONE = new WorkTreeChanges(new TreeSet<>(), new TreeSet<>());

    /** @throws GitopsException when it cannot be read */
    static WorkTreeChanges in(File folder) {
        try (Repository repository = LocalCheckout.builder(folder).build()) {
            if (repository.isBare()) {
                return NONE;
            }
            Status status = Git.wrap(repository).status().call();
            return new WorkTreeChanges(
                    new TreeSet<>(status.getUncommittedChanges()), new TreeSet<>(status.getUntracked()));
        } catch (IOException | GitAPIException | RuntimeException e) {
            throw new GitopsException(
                    "The files in " + folder + " cannot be compared with the commit that is checked out: "
                            + e.getMessage(),
                    "See what 'git status' says there",
                    e);
        }
    }

    /** For people; empty when there are none. */
    Optional<String> text() {
        String text = Stream.of(text("changed", tracked), text("not known to Git", untracked))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<String> text(String how, SortedSet<String> files) {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        String names = files.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return Optional.of(ShownText.line(CountedNoun.of(files.size(), "file") + " " + how + " (" + names
                + (files.size() > MOST_NAMES ? ", ..." : "") + ")"));
    }
}
