package io.jenkins.plugins.gitops.cli.workspace;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of the commit that is checked out, as Git names them, and whether those on the disk are the same.
 *
 * @param root of the work tree
 * @param files mode and id by path, from the root
 */
public record CommittedInputs(Path root, SortedMap<String, String> files) {

    private static final int MOST_FILES = 200_000;

    /** How a pointer begins, and that it is shorter than this: the specification of Git LFS. */
    private static final String POINTER = "version https://git-lfs.github.com/spec/v1";

    private static final int POINTER_BYTES = 1024;

    public CommittedInputs {
        files = new TreeMap<>(files);
    }

    @Override
    public SortedMap<String, String> files() {
        return new TreeMap<>(files);
    }

    /**
     * Of the checkout that a folder is in.
     *
     * @return empty when there is none, or it has no commit
     * @throws GitopsException when it cannot be read
     */
    public static Optional<CommittedInputs> around(Path folder) {
        var builder = LocalCheckout.builder(folder.toAbsolutePath().normalize().toFile());
        if (builder.getGitDir() == null) {
            return Optional.empty();
        }
        try (Repository repository = builder.build();
                RevWalk commits = new RevWalk(repository);
                TreeWalk walk = new TreeWalk(repository)) {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null || repository.isBare()) {
                return Optional.empty();
            }
            walk.addTree(commits.parseCommit(head).getTree());
            walk.setRecursive(true);
            SortedMap<String, String> files = new TreeMap<>();
            while (walk.next()) {
                files.put(
                        walk.getPathString(),
                        walk.getFileMode(0) + " " + walk.getObjectId(0).name());
                if (files.size() > MOST_FILES) {
                    throw new GitopsException(
                            "The commit that is checked out here has more than " + MOST_FILES + " files",
                            "Build without --reuse");
                }
            }
            return Optional.of(
                    new CommittedInputs(repository.getWorkTree().toPath().toRealPath(), files));
        } catch (IOException e) {
            throw new GitopsException(
                    "The commit that is checked out here cannot be read: " + e.getMessage(),
                    "See what 'git fsck' says, or build without --reuse",
                    e);
        }
    }

    /**
     * A path from the root, with {@code /}.
     *
     * @throws GitopsException when it is outside of the checkout
     */
    public String inside(Path path) {
        try {
            Path real = path.toRealPath();
            if (real.startsWith(root)) {
                return StreamSupport.stream(root.relativize(real).spliterator(), false)
                        .map(Path::toString)
                        .collect(Collectors.joining("/"));
            }
        } catch (IOException missing) {
            throw new GitopsException("There is no " + path, "Correct the path", missing);
        }
        throw new GitopsException(
                path + " is not in the checkout " + root, "Name a path in it, or build without --reuse");
    }

    /**
     * Why the files here are not those of the commit, for people; empty when they are. Files that Git ignores may be what was built
     * of the others before, and do not count.
     *
     * @param counts of files that Git does not know: whether one is an input
     */
    public Optional<String> difference(Predicate<String> counts) {
        WorkTreeChanges changes = WorkTreeChanges.in(root.toFile());
        return Stream.concat(
                        changes.tracked().stream(), changes.untracked().stream().filter(counts))
                .findFirst()
                .map(file -> "the files here are not those of the commit: " + ShownText.line(file))
                .or(() -> files.keySet().stream()
                        .filter(counts)
                        .filter(this::isPointer)
                        .findFirst()
                        .map(file -> ShownText.line(file)
                                + " is a pointer of Git LFS here, and not the file that it stands for"));
    }

    /** As Git LFS writes it where a file was not downloaded; Git itself sees no difference. */
    private boolean isPointer(String path) {
        Path file = root.resolve(path);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > POINTER_BYTES) {
                return false;
            }
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith(POINTER);
        } catch (IOException e) {
            throw new GitopsException(file + " cannot be read", "Let this user read it, or build without --reuse", e);
        }
    }
}
