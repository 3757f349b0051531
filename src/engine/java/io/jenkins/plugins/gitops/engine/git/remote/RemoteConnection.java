package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.RequestLog;
import io.jenkins.plugins.gitops.engine.git.transfer.TalkThread;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferLimits;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferMeter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
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
 * The connection to one ref of a remote: asks what it points to, fetches objects, and pushes one commit.
 *
 * <p>Uses JGit's low-level connections rather than its {@code fetch}: that asks for the objects again whenever a depth is
 * set, walks the trees to see whether something is missing, and writes {@code FETCH_HEAD}.
 */
public final class RemoteConnection {

    private static final String TRACKING_PREFIX = "refs/remotes/origin/";
    private static final int UNLIMITED_DEPTH = Integer.MAX_VALUE;

    private final GitRemote remote;
    private final String ref;
    private final Duration timeout;
    private final TransferLimits limits;
    private final TransportFailure failures;
    private final Function<TransferMeter, GitTransport> transports;

    /**
     * @param timeout how long the server may be silent, in whole seconds, at least one
     * @param proxy the proxy to go through; absent for what the JVM is configured with
     */
    public RemoteConnection(GitRemote remote, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        this(remote, remote.ref(), credentials, timeout, proxy);
    }

    /** As above, to another ref of the same repository: {@code refs/notes/...}. */
    public RemoteConnection(
            GitRemote remote, String ref, GitCredentials credentials, Duration timeout, Optional<HttpProxy> proxy) {
        this(remote, ref, credentials, timeout, proxy, TransferLimits.of(timeout));
    }

    /** As above, with limits of one's own. */
    RemoteConnection(
            GitRemote remote,
            String ref,
            GitCredentials credentials,
            Duration timeout,
            Optional<HttpProxy> proxy,
            TransferLimits limits) {
        this.remote = remote;
        this.ref = ref;
        this.timeout = timeout;
        this.limits = limits;
        this.failures = new TransportFailure(remote, credentials, timeout);
        this.transports = transports(credentials, proxy);
    }

    /** Makes one for each conversation with the server. */
    private Function<TransferMeter, GitTransport> transports(GitCredentials credentials, Optional<HttpProxy> proxy) {
        if (remote.overSsh() && credentials instanceof GitCredentials.SshKey key) {
            return meter -> new SshGitTransport(remote, key, timeout, proxy, meter);
        }
        Optional<ProxyRoute> route = proxy.map(ProxyRoute::new);
        return meter -> new HttpGitTransport(remote, credentials, route, failures, meter);
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
     * What the branch points to now; fetched when the repository does not have it. Threads of this process that ask the
     * same at the same time are answered together ({@link SharedFetch}).
     *
     * @throws IOException when the repository is damaged
     */
    public ObjectId fetchTip(FetchTarget target, Repository repository, Part part) throws IOException {
        return target.sharedFetch(ref, part).tip(() -> fetchTipFromServer(target, repository, part));
    }

    private ObjectId fetchTipFromServer(FetchTarget target, Repository repository, Part part) throws IOException {
        return converse(repository, part, (transport, connection) -> {
            Ref tip = tip(connection);
            target.change(() -> {
                boolean known = part != Part.FILES_AND_HISTORY
                        && repository.getObjectDatabase().has(tip.getObjectId());
                if (!known) {
                    receive(repository, connection, List.of(tip));
                }
                updateTrackingRef(repository, tip.getObjectId());
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
            return converse(repository, part, (transport, connection) -> {
                target.change(() -> receive(repository, connection, wanted));
                return Optional.empty();
            });
        } catch (RemoteUnreachableException e) {
            if (e.getCause() instanceof TransportException && TransportFailure.isServerRefusal(e.getCause())) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    /** What the branch points to; fetches nothing. */
    public ObjectId askTip(Repository repository) throws IOException {
        return converse(repository, Part.FILES, (transport, connection) -> tip(connection)
                .getObjectId());
    }

    /** What the branch points to, when the server shows it to a fetch and lets a push begin. */
    public ObjectId tryPush(Repository repository) throws IOException {
        ObjectId tip = askTip(repository);
        return exchange(repository, GitTransport.Purpose.PUSH, (transport, meter) -> {
            transport.openPush().close();
            return tip;
        });
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
        return exchange(repository, GitTransport.Purpose.PUSH, (transport, meter) -> {
            RemoteRefUpdate update =
                    new RemoteRefUpdate(repository, commit.name(), commit, ref, false, null, expectedTip);
            return transport.push(NullProgressMonitor.INSTANCE, List.of(update));
        });
    }

    /** What the branch pointed to when it was last fetched into this repository. */
    public Optional<ObjectId> trackedTip(Repository repository) throws IOException {
        return Optional.ofNullable(repository.exactRef(trackingRef())).map(Ref::getObjectId);
    }

    /** The branch's name on the server, or the other ref's. */
    public String ref() {
        return ref;
    }

    private interface Conversation<T> {
        T with(Transport transport, FetchConnection connection) throws IOException;
    }

    private <T> T converse(Repository repository, Part part, Conversation<T> talk) throws IOException {
        try {
            return converse(repository, part, part == Part.HISTORY, talk);
        } catch (RemoteUnreachableException e) {
            if (part == Part.HISTORY && TransportFailure.lacksFilterSupport(e)) {
                return converse(repository, part, false, talk); // The server knows no filters: then with all files.
            }
            throw e;
        }
    }

    private <T> T converse(Repository repository, Part part, boolean filtered, Conversation<T> talk)
            throws IOException {
        return exchange(repository, GitTransport.Purpose.FETCH, (transport, meter) -> {
            if (part != Part.HISTORY) {
                transport.setDepth(part == Part.FILES ? 1 : UNLIMITED_DEPTH);
            }
            if (filtered) {
                transport.setFilterSpec(FilterSpec.fromFilterLine("tree:0"));
            }
            try (FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
                meter.packFollows();
                return talk.with(transport, connection);
            }
        });
    }

    private interface Exchange<T> {
        T with(Transport transport, TransferMeter meter) throws IOException;
    }

    /** One conversation from its beginning to its end, within its limits. */
    private <T> T exchange(Repository repository, GitTransport.Purpose purpose, Exchange<T> talk) throws IOException {
        TransferMeter meter = new TransferMeter(limits);
        long begun = RequestLog.begin();
        String came = "failed";
        try {
            T result = TalkThread.result(() -> talk(repository, purpose, talk, meter), () -> meter.excess()
                    .isPresent());
            came = "done";
            return result;
        } catch (TalkThread.LeftBehind e) {
            throw failures.excess(meter.excess().orElseThrow(), e);
        } finally {
            RequestLog.answered(
                    "git " + purpose.name().toLowerCase(Locale.ROOT) + " " + ref + " of " + remote.url(), came, begun);
        }
    }

    private <T> T talk(Repository repository, GitTransport.Purpose purpose, Exchange<T> talk, TransferMeter metered)
            throws IOException {
        try (TransferMeter meter = metered) {
            GitTransport gitTransport = transports.apply(meter);
            try (Transport transport = open(repository, gitTransport)) {
                return talk.with(transport, meter);
            } catch (GitopsException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                Optional<TransferMeter.Excess> excess = meter.excess();
                if (excess.isPresent()) {
                    throw failures.excess(excess.get(), e);
                }
                if (TransportFailure.hasCause(e, TooLargeObjectInPackException.class)) {
                    throw failures.objectTooLarge(e);
                }
                if (e instanceof TransportException failure) {
                    throw explained(failure, gitTransport, purpose);
                }
                throw e;
            }
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

    private String trackingRef() {
        return TRACKING_PREFIX + Repository.shortenRefName(ref);
    }

    // The name from which the next fetch tells the server what is here. Only with the cache's lock held.
    private void updateTrackingRef(Repository repository, ObjectId tip) throws IOException {
        RefUpdate update = repository.updateRef(trackingRef());
        update.setNewObjectId(tip);
        update.disableRefLog();
        RefUpdate.Result result = update.forceUpdate();
        if (result == RefUpdate.Result.LOCK_FAILURE || result == RefUpdate.Result.IO_FAILURE) {
            throw new IOException("The name of the branch cannot be written: " + result);
        }
    }

    private Transport open(Repository repository, GitTransport gitTransport) throws IOException {
        try {
            Transport transport = gitTransport.open(repository);
            transport.setTimeout((int) Math.max(1, timeout.toSeconds()));
            transport.setTagOpt(TagOpt.NO_TAGS);
            return transport;
        } catch (URISyntaxException | NotSupportedException e) {
            throw new GitopsException(
                    "The scheme of " + remote.url() + " is not supported", "Use an https or ssh URL", e);
        }
    }

    private BranchMissingException branchMissing() {
        return new BranchMissingException(
                "There is no branch '" + Repository.shortenRefName(ref) + "' in " + remote.url(),
                "Create the branch, or name another",
                null);
    }

    // Damage of the cache, and a full disk, stay the exceptions that they are: the cache acts on them.
    private <E extends IOException> RuntimeException explained(
            E failure, GitTransport gitTransport, GitTransport.Purpose purpose) throws E {
        boolean ofTheCache = StorageFailure.isDamage(failure)
                || StorageFailure.failedWrite(failure).isPresent();
        if (failure instanceof TransportException transport && !ofTheCache) {
            return gitTransport.explain(transport, purpose);
        }
        throw failure;
    }
}
