package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.UserConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * The Git checkout around the current folder, for defaults. Only the command line uses it, for its own user; on a
 * controller a workspace's configuration is never trusted.
 *
 * @param folder the folder that is asked of
 * @param origin URL of the remote 'origin', without user information
 * @param head the commit that is checked out
 * @param committed when it was committed
 * @param person name and e-mail address as Git is configured
 */
public record LocalCheckout(
        File folder,
        Optional<String> origin,
        Optional<Revision> head,
        Optional<Instant> committed,
        PersonIdent person) {

    /** The checkout around the current folder, if there is one. */
    public static Optional<LocalCheckout> here() {
        return around(new File("").getAbsoluteFile());
    }

    /** What is checked out here; prints a warning where the files are not those of the commit. */
    public static Optional<DeliverySource> warned(PrintWriter err) {
        Optional<CheckedOut> found = here().flatMap(LocalCheckout::checkedOut);
        found.flatMap(CheckedOut::warning).ifPresent(warning -> err.println("warning: " + warning));
        return found.map(CheckedOut::source);
    }

    /** @throws GitopsException when it cannot be read */
    static Optional<LocalCheckout> around(File folder) {
        FileRepositoryBuilder builder = builder(folder);
        if (builder.getGitDir() == null) {
            return Optional.empty();
        }
        try (Repository repository = builder.build();
                RevWalk walk = new RevWalk(repository)) {
            requireSha1(repository);
            ObjectId head = repository.resolve(Constants.HEAD);
            return Optional.of(new LocalCheckout(
                    folder,
                    Optional.ofNullable(repository.getConfig().getString("remote", "origin", "url"))
                            .map(LocalCheckout::withoutUserInfo),
                    Optional.ofNullable(head).map(id -> new Revision(id.name())),
                    head == null
                            ? Optional.empty()
                            : Optional.of(
                                    Instant.ofEpochSecond(walk.parseCommit(head).getCommitTime())),
                    person(repository)));
        } catch (IOException | IllegalArgumentException e) {
            throw new GitopsException(
                    "The repository " + builder.getGitDir() + " of the checkout here cannot be read: " + e.getMessage(),
                    "See what 'git fsck' says, or run this elsewhere and name --repository and --source",
                    e);
        }
    }

    static FileRepositoryBuilder builder(File folder) {
        return new FileRepositoryBuilder().readEnvironment().findGitDir(folder);
    }

    /** JGit takes the ids of such a repository for shorter ones. */
    private static void requireSha1(Repository repository) {
        String format = repository.getConfig().getString("extensions", null, "objectformat");
        if (format != null && !format.equalsIgnoreCase("sha1")) {
            throw new GitopsException(
                    "The repository " + repository.getDirectory() + " of the checkout here has ids in the format "
                            + format + " (extensions.objectformat in its config), and only sha1 is understood",
                    "Use a repository with SHA-1 ids (git init --object-format=sha1)");
        }
    }

    /**
     * The commit as a delivery's source, where a remote says what repository it is of; with how the work tree differs from it.
     * Where that cannot be found out, it counts as dirty.
     */
    Optional<CheckedOut> checkedOut() {
        return origin.flatMap(url -> head.map(revision -> {
            try {
                WorkTreeChanges changes = WorkTreeChanges.in(folder);
                boolean dirty = !changes.tracked().isEmpty();
                DeliverySource source = new DeliverySource(url, revision, committed, dirty);
                return new CheckedOut(
                        source,
                        changes.text()
                                .map(text -> "the files here are not those of the commit " + revision.abbreviated()
                                        + " alone: " + text + (dirty ? recordedAs(source) : "")));
            } catch (GitopsException unknown) {
                DeliverySource source = new DeliverySource(url, revision, committed, true);
                return new CheckedOut(source, Optional.of(unknown.getMessage() + recordedAs(source)));
            }
        }));
    }

    private static String recordedAs(DeliverySource source) {
        return "; recorded as " + source.abbreviated() + ", which 'gitops deploy' refuses without --allow-dirty";
    }

    /**
     * What is checked out here.
     *
     * @param warning for people, where the work tree is not the commit
     */
    record CheckedOut(DeliverySource source, Optional<String> warning) {}

    private static PersonIdent person(Repository repository) {
        UserConfig user = repository.getConfig().get(UserConfig.KEY);
        return new PersonIdent(user.getAuthorName(), user.getAuthorEmail());
    }

    private static String withoutUserInfo(String url) {
        return url.replaceFirst("^(https?://)[^/?#]*@", "$1");
    }
}
