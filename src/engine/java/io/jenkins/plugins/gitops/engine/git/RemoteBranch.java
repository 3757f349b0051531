package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.read.ChangeFilter;
import io.jenkins.plugins.gitops.engine.git.read.ChangedCommits;
import io.jenkins.plugins.gitops.engine.git.read.CommitArrivals;
import io.jenkins.plugins.gitops.engine.git.read.CommitGraph;
import io.jenkins.plugins.gitops.engine.git.read.IndexedCommits;
import io.jenkins.plugins.gitops.engine.git.read.RevisionStore;
import io.jenkins.plugins.gitops.engine.git.read.RevisionTree;
import io.jenkins.plugins.gitops.engine.git.remote.AccessDeniedException;
import io.jenkins.plugins.gitops.engine.git.remote.BranchMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteConnection;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.RepositoryMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.ServerText;
import io.jenkins.plugins.gitops.engine.git.write.CommitMaker;
import io.jenkins.plugins.gitops.engine.git.write.GitNotes;
import io.jenkins.plugins.gitops.engine.git.write.PendingCommit;
import io.jenkins.plugins.gitops.engine.git.write.PushAttempt;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.git.write.PushQueue;
import io.jenkins.plugins.gitops.engine.git.write.RestoredPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * One branch of one remote: read a revision's files, make a commit, push it until it is in, read the history. Without a
 * work tree; what is fetched stays in a cache on disk, which several threads and processes may share and which may be
 * deleted at any time. Safe for use by several threads.
 *
 * <p>Every method that asks the server throws {@link RemoteUnreachableException}, {@link AccessDeniedException},
 * {@link RepositoryMissingException} or {@link BranchMissingException} when that is so, after the server was silent for
 * at most the timeout, or twice that where others of this process were asking already. Nothing of the user's or the
 * machine's Git configuration has an influence.
 */
public final class RemoteBranch implements AutoCloseable {

    /** How long to wait for a cache that others use: they may be fetching a large repository for the first time. */
    private static final int CACHE_PATIENCE_IN_TIMEOUTS = 10;

    private final GitRemote remote;
    private final BranchCache cache;
    private final PushQueue queue;
    private final CommitMaker maker;
    private final RevisionStore files;
    private final CommitGraph history;
    private final PushAttempt pushAttempt;
    private final GitNotes notes;

    private RemoteBranch(
            GitRemote remote,
            BranchCache cache,
            RemoteConnection connection,
            RemoteConnection notesConnection,
            ServerText text) {
        this.remote = remote;
        this.notes = new GitNotes(cache.notes(), notesConnection, text);
        this.cache = cache;
        this.queue = cache.pushQueue(remote);
        this.history = new CommitGraph(cache.history(), connection);
        this.files = new RevisionStore(cache.files(), connection, history);
        this.maker = new CommitMaker(files);
        this.pushAttempt = new PushAttempt(connection, files, history, text);
    }

    /**
     * Opens the cache; does not ask the server.
     *
     * @param cacheRoot the folder of all caches; a folder for each remote and identity is made in it
     * @param timeout how long the server may be silent, in whole seconds, at least one
     * @throws GitopsException when the cache cannot be used, or the URL has a scheme that is not supported
     */
    public static RemoteBranch open(Path cacheRoot, GitRemote remote, GitCredentials credentials, Duration timeout) {
        return open(cacheRoot, remote, credentials, timeout, Optional.empty());
    }

    /**
     * As above, through a proxy.
     *
     * @param proxy for this branch alone; absent for what the JVM is configured with
     */
    public static RemoteBranch open(
            Path cacheRoot, GitRemote remote, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        requireMatchingCredentials(remote, credentials);
        Duration patience = timeout.multipliedBy(CACHE_PATIENCE_IN_TIMEOUTS);
        try {
            BranchCache cache = BranchCache.open(cacheRoot, remote, credentials, patience);
            return new RemoteBranch(
                    remote,
                    cache,
                    new RemoteConnection(remote, credentials, timeout, proxy),
                    new RemoteConnection(remote, GitNotes.REF, credentials, timeout, proxy),
                    new ServerText(credentials));
        } catch (IOException e) {
            throw new GitopsException(
                    "The Git cache in " + cacheRoot + " cannot be opened: " + e.getMessage(),
                    "Check that the folder can be written to",
                    e);
        }
    }

    /**
     * Asks the server whether we may read the branch and push to it, without a cache, and pushes nothing. What hooks and
     * rules of the branch say, only a push can tell.
     *
     * @param timeout as in {@link #open}
     * @return what the branch points to
     */
    public static Revision tryPush(
            GitRemote remote, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        requireMatchingCredentials(remote, credentials);
        return withoutCache(new RemoteConnection(remote, credentials, timeout, proxy)::tryPush);
    }

    /**
     * Asks the server what the branch points to, without a cache, and fetches nothing.
     *
     * @param timeout as in {@link #open}
     */
    public static Revision askTip(
            GitRemote remote, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        requireMatchingCredentials(remote, credentials);
        return withoutCache(new RemoteConnection(remote, credentials, timeout, proxy)::askTip);
    }

    private interface Question {
        ObjectId ask(Repository repository) throws IOException;
    }

    private static Revision withoutCache(Question question) {
        try (Repository nothing = new InMemoryRepository(new DfsRepositoryDescription())) {
            return new Revision(question.ask(nothing).name());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void requireMatchingCredentials(GitRemote remote, GitCredentials credentials) {
        boolean withKey = credentials instanceof GitCredentials.SshKey;
        if (remote.overSsh() && !withKey) {
            throw new GitopsException(
                    "There is no private key for " + remote.url(),
                    "Give an SSH private key that may push, or use the repository's https URL with a password or"
                            + " token");
        }
        if (remote.overHttp() && withKey) {
            throw new GitopsException(
                    "A private key opens no HTTP server: " + remote.url(),
                    "Use the repository's ssh URL, or give a user name with a password or token");
        }
    }

    /** What the branch points to now. Its files are in the cache afterwards. */
    public Revision fetchTip() {
        return files.fetchTip();
    }

    /**
     * What the branch points to now, for a caller that reads its history alone. Its commits are in the cache afterwards;
     * no files are fetched.
     */
    public Revision fetchTipOfHistory() {
        return history.fetchTip();
    }

    /**
     * What the branch pointed to when its history was last fetched into this cache; does not ask the server. Empty when it
     * never was, or the cache was lost.
     */
    public Optional<Revision> lastFetchedTip() {
        return history.lastFetchedTip();
    }

    /**
     * The files of a revision, which is fetched when it is not there; later reads fetch it again if the cache was lost.
     *
     * @throws RevisionMissingException when the server does not give it out
     */
    public RevisionTree tree(Revision revision) {
        return files.withRevisions(List.of(revision), repository -> new RevisionTree(files, revision));
    }

    /** One commit, without asking for its history. */
    public CommitInfo read(Revision revision) {
        return files.commitInfo(revision);
    }

    /** Whether the revision is in the cache, with its files: so whether a commit that was made can be pushed. */
    public boolean isCached(Revision revision) {
        return files.has(revision);
    }

    /**
     * Makes a commit in the cache. Files keep their modes; a new one is a plain file. The same arguments give the same
     * commit. It stays in the cache, also when the process is killed, but nothing else knows of it until it is pushed.
     *
     * @param changed the whole content of each file that differs, by path; none for a commit that changes nothing
     * @param when with whole seconds; written in UTC
     * @throws GitopsException when a path is none in a repository, or not a file's
     */
    public Revision commit(
            Revision parent,
            SortedMap<String, byte[]> changed,
            CommitMessage message,
            GitIdentity author,
            GitIdentity committer,
            Instant when) {
        return maker.make(parent, changed, message, author, committer, when);
    }

    /**
     * Makes a commit that puts paths back to what they were at another revision, with their modes and links and without what
     * came to them since; as above in all else.
     *
     * @throws GitopsException when a path is none in a repository, or the other revision has nothing there
     */
    public Revision commit(
            Revision parent,
            RestoredPaths restored,
            CommitMessage message,
            GitIdentity author,
            GitIdentity committer,
            Instant when) {
        return maker.make(parent, restored, message, author, committer, when);
    }

    /** Whether a commit changes nothing but some paths, and these to what they were at another revision. */
    public boolean restores(Revision commit, Revision parent, RestoredPaths restored) {
        return maker.restores(commit, parent, restored);
    }

    /**
     * Pushes a commit, never by force, and finds out how it ended; where the response leaves doubt, it reads the
     * branch. Those that wait for the same branch in this process are pushed together where they make no difference to each
     * other; then the commit on the branch is another than the candidate. Takes at most a few timeouts of each push before.
     * The same commit can be pushed any number of times.
     *
     * @throws GitopsException also when the commit is neither on the branch nor in the cache: make it again; and when the
     *     thread is interrupted while it waits
     */
    public PushOutcome push(PendingCommit candidate) {
        return queue.push(candidate, pushAttempt, maker);
    }

    /** Pushes a commit that cannot be put on another parent. */
    public PushOutcome push(Revision commit, Revision expectedTip, Predicate<CommitMessage> own) {
        return push(new PendingCommit(commit, expectedTip, own, Optional.empty()));
    }

    /**
     * Writes notes at commits to {@code refs/notes/gitops} of the repository; one that is there is replaced. Those of others
     * in this process that wait meanwhile go with them. The branch has no part in it. Asks again for some seconds where
     * writers collide.
     *
     * @param notes texts by the commits that they are at; the commits need not be in the cache
     * @param who author and committer of the commit that the notes need
     * @throws GitopsException when the server refuses them, or does not answer, or this thread is interrupted
     */
    public void note(Map<Revision, String> notes, GitIdentity who, Instant when) {
        cache.noteQueue().write(notes, who, when, this.notes);
    }

    /**
     * The history from a commit on: each commit before its ancestors, apart from that the newest first by the
     * committers' clocks.
     *
     * @param limit how many at most
     */
    public List<CommitInfo> log(Revision from, int limit) {
        return history.log(from, List.of(), limit);
    }

    /** As above, without these commits and all their ancestors. */
    public List<CommitInfo> log(Revision from, Set<Revision> without, int limit) {
        return history.log(from, without, limit);
    }

    /** The newest commit of which this is true, in the history from a commit on, without some and their ancestors. */
    public Optional<CommitInfo> find(Revision from, Predicate<CommitInfo> wanted, Revision... without) {
        return history.find(from, wanted, List.of(without));
    }

    /**
     * The commits that carry a trailer, in the history of a commit of this branch: each before its ancestors. Fast in a
     * long history: an index in the cache knows those up to the branch's tip of some time ago.
     *
     * @param key the trailer's
     */
    public List<CommitInfo> withTrailer(Revision tip, String key) {
        return cache.trailerIndex(remote, key).at(tip, history).entries().stream()
                .map(IndexedCommits.Entry::commit)
                .toList();
    }

    /**
     * The newest commit that carries a trailer and of which this is true: the one that has all others in its history,
     * whatever the committers' clocks say. As fast as {@link #withTrailer}.
     */
    public Optional<CommitInfo> newestWithTrailer(Revision tip, String key, Predicate<CommitInfo> wanted) {
        return cache.trailerIndex(remote, key).newest(tip, history, wanted);
    }

    /**
     * When the commits were made that came to the history with each of some commits ({@link CommitArrivals#of}).
     *
     * @param tip of this branch
     * @param lines commits in the order in which they counted; of the first of each line nothing is said
     * @param without trailers of commits that are left out
     */
    public List<Map<Revision, List<Instant>>> arrivals(Revision tip, List<List<Revision>> lines, Set<String> without) {
        return new CommitArrivals(history, cache.indexes()).of(tip, lines, without);
    }

    /** The ids of the trees of commits in a commit's history: two with the same one have the same files. */
    public Map<Revision, String> trees(Revision tip, Set<Revision> commits) {
        return history.trees(tip, commits);
    }

    /** Whether the server gives out this commit, on whatever branch; it is asked when the cache does not know. */
    public boolean knows(Revision revision) {
        return history.has(revision);
    }

    /** Whether the one is in the history of the other, or is it; false when one of them is unknown. */
    public boolean isAncestor(Revision ancestor, Revision descendant) {
        return history.isAncestor(ancestor, descendant);
    }

    /**
     * The commits that are in the history of the tip and not in that of the base, on whatever branch they were made, and
     * that changed one of these files; parents after children. When there is none, these files are the same in both.
     *
     * @param paths files or directories, which stand for all files below them; the empty path is the root
     * @param filter which changes count
     * @throws RevisionMissingException when the base is unknown
     * @throws GitopsException when the range has more than 2,000 commits
     */
    public List<CommitInfo> changesBetween(Revision base, Revision tip, Set<String> paths, ChangeFilter filter) {
        return new ChangedCommits(history, files).between(base, tip, paths, filter);
    }

    @Override
    public void close() {
        try {
            cache.close();
        } catch (IOException e) {
            throw new GitopsException("The Git cache cannot be closed: " + e.getMessage(), "Check its disk", e);
        }
    }
}
