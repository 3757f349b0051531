package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.AsyncObjectLoaderQueue;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * Reads objects, and of a commit or a tree no more than belongs into memory. Anybody who may commit can make one of any
 * size, and JGit either takes all of it into memory or cannot walk past it: a history with such a commit would be of no
 * use for good. So a commit is read up to a limit, but at least with its parents, author and committer, and what follows is
 * left out; a tree that is too large is refused.
 *
 * <p>It does not offer JGit's way to copy packed objects ({@code ObjectReuseAsIs}), so a pack to push is made afresh: from
 * the few objects of our own commits, none of which is cut.
 */
final class BoundedObjects extends ObjectReader.Filter {

    /** In bytes, 16 MiB: some 300,000 entries. */
    private static final int TREE_BYTES = 16 * 1024 * 1024;

    /** In bytes, 16 MiB: some 350,000 parents. None is left out: what a lost one leads to would be no part of the history. */
    private static final int HEAD_BYTES = 16 * 1024 * 1024;

    private static final int TREE_LINE = "tree ".length() + Constants.OBJECT_ID_STRING_LENGTH + 1;
    private static final int PARENT_LINE = "parent ".length() + Constants.OBJECT_ID_STRING_LENGTH + 1;
    private static final byte[] COMMITTER = Constants.encodeASCII("committer ");

    private final ObjectReader all;

    BoundedObjects(ObjectReader all) {
        this.all = all;
    }

    @Override
    protected ObjectReader delegate() {
        return all;
    }

    @Override
    public ObjectReader newReader() {
        return new BoundedObjects(all.newReader());
    }

    @Override
    public ObjectLoader open(AnyObjectId id) throws IOException {
        return bounded(id, all.open(id));
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int type) throws IOException {
        return bounded(id, all.open(id, type));
    }

    @Override
    public <T extends ObjectId> AsyncObjectLoaderQueue<T> open(Iterable<T> ids, boolean reportMissing) {
        AsyncObjectLoaderQueue<T> queue = all.open(ids, reportMissing);
        return new AsyncObjectLoaderQueue<>() {

            @Override
            public boolean next() throws IOException {
                return queue.next();
            }

            @Override
            public T getCurrent() {
                return queue.getCurrent();
            }

            @Override
            public ObjectId getObjectId() {
                return queue.getObjectId();
            }

            @Override
            public ObjectLoader open() throws IOException {
                return bounded(queue.getObjectId(), queue.open());
            }

            @Override
            public boolean cancel(boolean mayInterrupt) {
                return queue.cancel(mayInterrupt);
            }

            @Override
            public void release() {
                queue.release();
            }
        };
    }

    private static ObjectLoader bounded(AnyObjectId id, ObjectLoader loader) throws IOException {
        if (loader.getType() == Constants.OBJ_TREE && loader.getSize() > TREE_BYTES) {
            throw new GitopsException(
                    "A directory in the repository has an index of " + loader.getSize() + " bytes (" + id.name()
                            + "); at most " + TREE_BYTES + " are read",
                    "Spread its files over several directories");
        }
        return loader.getType() == Constants.OBJ_COMMIT && loader.getSize() > TextLimits.COMMIT_BYTES
                ? new ObjectLoader.SmallObject(Constants.OBJ_COMMIT, beginning(id, loader))
                : loader;
    }

    private static byte[] beginning(AnyObjectId id, ObjectLoader commit) throws IOException {
        try (InputStream in = commit.openStream()) {
            byte[] read = in.readNBytes(TextLimits.COMMIT_BYTES);
            int head = headEnd(read);
            if (head < 0) {
                int usual = read.length;
                read = Arrays.copyOf(read, (int) Math.min(commit.getSize(), HEAD_BYTES));
                in.readNBytes(read, usual, read.length - usual);
                head = headEnd(read);
            }
            if (head < 0 && commit.getSize() > HEAD_BYTES) {
                throw new GitopsException(
                        "Commit " + id.name() + " has more than " + HEAD_BYTES
                                + " bytes of parents, author and committer",
                        "See who made it; take it off the branch, which needs a forced push");
            }
            return head < 0 ? read : wellFormed(Arrays.copyOf(read, Math.max(head, TextLimits.COMMIT_BYTES)), head);
        }
    }

    /**
     * Where the lines end that JGit's walks read, found as {@code RevCommit} and {@code RawParseUtils.committer} find them:
     * by the lengths of the first ones, whatever stands in them. Negative when they do not end here.
     */
    private static int headEnd(byte[] commit) {
        int at = TREE_LINE;
        while (at < commit.length && commit[at] == 'p') {
            at += PARENT_LINE;
        }
        if (at < commit.length && commit[at] == 'a') {
            at = RawParseUtils.nextLF(commit, at);
        }
        if (at + COMMITTER.length > commit.length) {
            return -1;
        }
        if (RawParseUtils.match(commit, at, COMMITTER) < 0) {
            return at;
        }
        int end = RawParseUtils.nextLF(commit, at);
        return commit[end - 1] == '\n' ? end : -1;
    }

    /** Cut within the headers that follow, it ends after a whole one, and with the empty line before a message. */
    private static byte[] wellFormed(byte[] cut, int head) {
        int last = head;
        for (int i = head - 1; i < cut.length; i++) {
            if (cut[i] == '\n') {
                if (i + 1 < cut.length && cut[i + 1] == '\n') {
                    return cut;
                }
                last = i + 1;
            }
        }
        byte[] whole = Arrays.copyOf(cut, last + 1);
        whole[last] = '\n';
        return whole;
    }
}
