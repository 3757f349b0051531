package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.FilterSpec;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;

/**
 * The connection to the remote: what the branch points to, objects from there, one commit to there.
 *
 * <p>Speaks through JGit's connections rather than its {@code fetch}: that asks for the objects again whenever a depth is
 * set, walks the trees to see whether something is missing, and writes {@code FETCH_HEAD}.
 */
public final class RemoteConnection {

    private static final String TRACKING = "refs/remotes/origin/";
    private static final int ALL = Integer.MAX_VALUE;

    private final GitRemote remote;
    private final String ref;
    private final Duration timeout;
    private final Supplier<GitTransport> ways;

    /**
     * @param timeout how long the server may be silent, in whole seconds, at least one
     * @param proxy the proxy to go through; absent for the way that the JVM is set up with
     */
    public RemoteConnection(GitRemote remote, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        this(remote, remote.ref(), credentials, timeout, proxy);
    }

    /** As above, to another ref of the same repository: {@code refs/notes/...}. */
    public RemoteConnection(
            GitRemote remote, String ref, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        this.remote = remote;
        this.ref = ref;
        this.timeout = timeout;
        this.ways = ways(remote, credentials, timeout, proxy);
    }

    /** One for each transport. */
    private static Supplier<GitTransport> ways(
            GitRemote remote, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        if (remote.overSsh() && credentials instanceof GitCredentials.SshKey key) {
            return () -> new SshGitTransport(remote, key, timeout, proxy);
        }
        TransportFailure failures = new TransportFailure(remote, credentials, timeout);
        Optional<ProxyRoute> route = proxy.map(ProxyRoute::new);
        return () -> new HttpGitTransport(remote, credentials, route, failures);
    }

    /** How much of the commits is fetched. */
    public enum Part {
        /** The commit with its files, without its history. */
        FILES,
        /** The commit with its files and its whole history: what a server still gives that gives no commit by its id. */
        FILES_AND_HISTORY,
        /** The commit with its whole history, without files where the server can leave them out. */
        HISTORY
    }

    /**
     * What the branch points to now; fetched when the repository does not have it. Those of this process that ask the same
     * meanwhile are answered together.
     *
     * @throws IOException when the repository is damaged
     */
    public ObjectId fetchTip(FetchTarget target, Repository repository, Part part) throws IOException {
        return target.tips(ref, part).tip(() -> askTip(target, repository, part));
    }

    private ObjectId askTip(FetchTarget target, Repository repository, Part part) throws IOException {
        return talk(repository, part, (transport, connection) -> {
            Ref tip = tip(connection);
            target.change(() -> {
                boolean known = part != Part.FILES_AND_HISTORY
                        && repository.getObjectDatabase().has(tip.getObjectId());
                if (!known) {
                    receive(repository, connection, List.of(tip));
                }
                track(repository, tip.getObjectId());
            });
            return tip.getObjectId();
        });
    }

    /**
     * Fetches commits by their ids.
     *
     * @return the server's words when it does not give them out
     * @throws IOException when the repository is damaged
     */
    public Optional<GitopsException> fetch(
            FetchTarget target, Repository repository, Collection<ObjectId> ids, Part part) throws IOException {
        List<Ref> wanted = ids.stream()
                .<Ref>map(id -> new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, id.name(), id))
                .toList();
        try {
            return talk(repository, part, (transport, connection) -> {
                target.change(() -> receive(repository, connection, wanted));
                return Optional.empty();
            });
        } catch (RemoteUnreachableException e) {
            if (e.getCause() instanceof TransportException && TransportFailure.saidNo(e.getCause())) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    /** What the branch points to, when the server shows it to a fetch and lets a push begin. */
    public ObjectId tryPush(Repository repository) throws IOException {
        ObjectId tip = talk(repository, Part.FILES, (transport, connection) -> tip(connection)
                .getObjectId());
        GitTransport way = ways.get();
        try (Transport transport = open(repository, way)) {
            transport.openPush().close();
            return tip;
        } catch (TransportException e) {
            throw explained(e, way, GitTransport.Purpose.PUSH);
        }
    }

    private Ref tip(FetchConnection connection) {
        Ref tip = connection.getRef(ref);
        if (tip == null || tip.getObjectId() == null) {
            throw branchMissing();
        }
        return tip;
    }

    /** Sends a commit to the branch if that is still where it is expected; never forces. */
    public PushResult push(Repository repository, ObjectId commit, ObjectId expectedTip) throws IOException {
        GitTransport way = ways.get();
        try (Transport transport = open(repository, way)) {
            RemoteRefUpdate update =
                    new RemoteRefUpdate(repository, commit.name(), commit, ref, false, null, expectedTip);
            return transport.push(NullProgressMonitor.INSTANCE, List.of(update));
        } catch (TransportException e) {
            throw explained(e, way, GitTransport.Purpose.PUSH);
        }
    }

    /** What the branch pointed to when it was last fetched into this repository. */
    public Optional<ObjectId> tracked(Repository repository) throws IOException {
        return Optional.ofNullable(repository.exactRef(tracking())).map(Ref::getObjectId);
    }

    /** The branch's name on the server, or the other ref's. */
    public String ref() {
        return ref;
    }

    private interface Talk<T> {
        T with(Transport transport, FetchConnection connection) throws IOException;
    }

    private <T> T talk(Repository repository, Part part, Talk<T> talk) throws IOException {
        try {
            return talk(repository, part, part == Part.HISTORY, talk);
        } catch (RemoteUnreachableException e) {
            if (part == Part.HISTORY && TransportFailure.knowsNoFilters(e)) {
                return talk(repository, part, false, talk); // The server knows no filters: then with all files.
            }
            throw e;
        }
    }

    private <T> T talk(Repository repository, Part part, boolean filtered, Talk<T> talk) throws IOException {
        GitTransport way = ways.get();
        try (Transport transport = open(repository, way)) {
            if (part != Part.HISTORY) {
                transport.setDepth(part == Part.FILES ? 1 : ALL);
            }
            if (filtered) {
                transport.setFilterSpec(FilterSpec.fromFilterLine("tree:0"));
            }
            try (FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
                return talk.with(transport, connection);
            }
        } catch (TransportException e) {
            throw explained(e, way, GitTransport.Purpose.FETCH);
        }
    }

    private static void receive(Repository repository, FetchConnection connection, Collection<Ref> wanted)
            throws IOException {
        connection.fetch(NullProgressMonitor.INSTANCE, wanted, Set.of());
        for (Ref each : wanted) {
            // JGit leaves a pack alone that is there already under its name, even without its index.
            if (!repository.getObjectDatabase().has(each.getObjectId())) {
                throw new MissingObjectException(each.getObjectId(), Constants.TYPE_COMMIT);
            }
        }
    }

    private String tracking() {
        return TRACKING + Repository.shortenRefName(ref);
    }

    // The name from which the next fetch tells the server what is here. Only with the cache's lock held.
    private void track(Repository repository, ObjectId tip) throws IOException {
        RefUpdate update = repository.updateRef(tracking());
        update.setNewObjectId(tip);
        update.disableRefLog();
        RefUpdate.Result result = update.forceUpdate();
        if (result == RefUpdate.Result.LOCK_FAILURE || result == RefUpdate.Result.IO_FAILURE) {
            throw new IOException("The name of the branch cannot be written: " + result);
        }
    }

    private Transport open(Repository repository, GitTransport way) throws IOException {
        try {
            Transport transport = way.open(repository);
            transport.setTimeout((int) Math.max(1, timeout.toSeconds()));
            transport.setTagOpt(TagOpt.NO_TAGS);
            return transport;
        } catch (URISyntaxException | NotSupportedException e) {
            throw new GitopsException("There is no way to connect to " + remote.url(), "Use an https or ssh URL", e);
        }
    }

    private BranchMissingException branchMissing() {
        return new BranchMissingException(
                "There is no branch '" + Repository.shortenRefName(ref) + "' in " + remote.url(),
                "Create the branch, or name another",
                null);
    }

    // Damage of the cache, or a disk that is full, goes on as it is, for the cache to see.
    private <E extends IOException> RuntimeException explained(
            E failure, GitTransport way, GitTransport.Purpose purpose) throws E {
        boolean ofTheCache = StorageFailure.isDamage(failure)
                || StorageFailure.unwritten(failure).isPresent();
        if (failure instanceof TransportException transport && !ofTheCache) {
            return way.explain(transport, purpose);
        }
        throw failure;
    }
}
