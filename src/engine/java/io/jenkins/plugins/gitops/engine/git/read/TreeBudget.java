package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * What reading a revision's files may cost. A tree may hold the same tree many times, so fourteen objects can stand for
 * more paths than any memory holds, and one file for any number of bytes. For one walk or one revision; safe for several
 * threads.
 */
final class TreeBudget {

    /**
     * The limits.
     *
     * @param entries how many files and directories are looked at
     * @param depth how many directories may lie in each other
     * @param paths how many bytes the paths may have together
     * @param content how many bytes of files are read
     */
    record Limits(int entries, int depth, long paths, long content) {

        /** 100,000 files and directories, 100 deep, 32 MiB of paths; 256 MiB of content. */
        static final Limits USUAL = new Limits(100_000, 100, 32L * 1024 * 1024, 256L * 1024 * 1024);

        /** For the comparison of many revisions: as much for each of ten. */
        static final Limits OF_A_RANGE =
                new Limits(10 * USUAL.entries, USUAL.depth, 10 * USUAL.paths, 10 * USUAL.content);
    }

    private final Limits limits;
    private final String place;
    private int entries;
    private long paths;
    private long content;

    /** @param place what is read, as an error names it */
    TreeBudget(Limits limits, String place) {
        this.limits = limits;
        this.place = place;
    }

    /**
     * Counts the entry at which a walk stands.
     *
     * @throws GitopsException when that is too much, or lies too deep
     */
    synchronized void spend(TreeWalk walk) {
        int length = walk.getPathLength();
        entries++;
        paths += length;
        if (walk.getDepth() > limits.depth || length > TextLimits.PATH) {
            throw tooMuch("directories that lie more than " + limits.depth + " deep, or a path of more than "
                    + TextLimits.PATH + " bytes");
        }
        if (entries > limits.entries || paths > limits.paths) {
            throw tooMuch("more than " + CountedNoun.of(limits.entries, "file") + " and directories, or "
                    + limits.paths / 1024 / 1024 + " MiB of their paths");
        }
    }

    /** @throws GitopsException when so many more bytes are too many */
    synchronized void spend(long bytes) {
        content += bytes;
        if (content > limits.content) {
            throw tooMuch("more than " + limits.content / 1024 / 1024 + " MiB of files to read");
        }
    }

    private GitopsException tooMuch(String what) {
        return new GitopsException(
                "There is too much in " + place + ": " + what,
                "Deliver from a directory that holds only the manifests of the application");
    }
}
