package io.jenkins.plugins.gitops.branches;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.deliveries.ServerTurns;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.history.MarkedDelivery;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.security.ImpersonatingExecutorService;
import jenkins.util.SystemProperties;

/**
 * The branches that this controller's jobs deliver to, as last read. They are read on a few threads of their own: when a page
 * needs them, and when a delivery ends.
 *
 * <p>The system property {@code io.jenkins.plugins.gitops.branches.threads} sets how many branches of one server are read at
 * the same time, {@value #DEFAULT_THREADS} by default; there are threads for {@value #SERVERS} such servers. The system
 * property {@code io.jenkins.plugins.gitops.branches.kept} sets how many branches are kept in memory, {@value #DEFAULT_KEPT} by
 * default: those that were needed last.
 */
@Extension
public final class DeliveryBranches {

    private static final Logger LOGGER = Logger.getLogger(DeliveryBranches.class.getName());
    private static final int DEFAULT_THREADS = 2;
    private static final int SERVERS = 8;
    private static final int DEFAULT_KEPT = 50;
    private static final long SECONDS_TO_END = 5;

    private final ThreadPoolExecutor threads = threads();
    private final ServerTurns turns = new ServerTurns(
            new ImpersonatingExecutorService(threads, ACL.SYSTEM2), threads.getCorePoolSize() / SERVERS);

    private final Map<Key, BranchReader> readers = NewestKept.byAccess(
            () -> SystemProperties.getInteger("io.jenkins.plugins.gitops.branches.kept", DEFAULT_KEPT));

    private final KeptPast<Key> past = new KeptPast<>(SteadyClock.SYSTEM);

    /**
     * A branch as one credential reads it. What one credential can read is never shown to the users of another. A credential's
     * id is not enough for that: another folder may have a different credential with the same id.
     *
     * @param folder the folder of the job that the credential is searched for
     */
    private record Key(GitRemote remote, Optional<String> credential, String folder) {}

    public static DeliveryBranches get() {
        return ExtensionList.lookupSingleton(DeliveryBranches.class);
    }

    /** What is known of the job's environments. Starts a read of their branches unless the last one was a moment ago. */
    public List<EnvironmentHistory> current(Job<?, ?> job) {
        return destinations(job)
                .map(destination -> {
                    BranchReader reader = reader(destination.key());
                    reader.ask(destination.credentials());
                    return destination.known(reader);
                })
                .toList();
    }

    /** What is in memory of the job's environments. Starts no read, so it is cheap enough for every page. */
    public List<EnvironmentHistory> known(Job<?, ?> job) {
        return destinations(job)
                .flatMap(destination -> kept(destination.key()).map(destination::known).stream())
                .toList();
    }

    /**
     * What the figures of the job's environments are computed from, as last read.
     *
     * @param age branches whose last read is so long ago are read again in the background
     */
    public List<EnvironmentPast> past(Job<?, ?> job, Duration age) {
        return destinations(job)
                .map(destination -> {
                    if (past.due(destination.key(), age)) {
                        reader(destination.key()).ask(destination.credentials());
                    }
                    return new EnvironmentPast(
                            destination.environment().getName(),
                            destination.remote(),
                            past.of(destination.key()),
                            past.trouble(destination.key()));
                })
                .toList();
    }

    /** Whether a delivery of this job has ended, even where its builds are deleted. */
    public boolean hasDelivered(Job<?, ?> job) {
        return new LastRemotes(job).any();
    }

    /** Somebody has marked a delivery of this job: it is known at once, and the branch is read for the figures. */
    public void marked(Job<?, ?> job, String environment, MarkedDelivery marked) {
        destinations(job)
                .filter(destination -> destination.environment().getName().equals(environment))
                .map(Destination::key)
                .forEach(key -> past.change(key, known -> known.marked(marked)));
        refresh(job, environment);
    }

    /** Reads the branch of an environment of this job, because it has changed. */
    void refresh(Job<?, ?> job, String environment) {
        destinations(job)
                .filter(destination -> destination.environment().getName().equals(environment))
                .forEach(destination -> reader(destination.key()).refresh(destination.credentials()));
    }

    private static Stream<Destination> destinations(Job<?, ?> job) {
        List<EnvironmentEntry> environments = EnvironmentAccess.environments(job);
        Map<String, GitRemote> last = environments.isEmpty() ? Map.of() : new LastRemotes(job).all();
        return environments.stream()
                .flatMap(environment ->
                        remote(environment, last).map(remote -> new Destination(job, environment, remote)).stream());
    }

    /** Where a job's deliveries to an environment are kept. */
    private record Destination(Job<?, ?> job, EnvironmentEntry environment, GitRemote remote) {

        Key key() {
            return new Key(
                    remote,
                    Optional.ofNullable(environment.getCredentialsId()),
                    job.getParent().getFullName());
        }

        /** To be called in the background: a credentials provider may be asked over the network. */
        Supplier<GitCredentials> credentials() {
            return () -> CredentialAccess.reading(environment, job, remote);
        }

        EnvironmentHistory known(BranchReader reader) {
            return new EnvironmentHistory(environment.getName(), remote, reader.known(), reader.isReading());
        }
    }

    /** Empty also when the configured address is not valid. Builds report that; there is no history. */
    private static Optional<GitRemote> remote(EnvironmentEntry environment, Map<String, GitRemote> last) {
        try {
            return CredentialAccess.remote(environment, Optional.ofNullable(last.get(environment.getName())));
        } catch (GitopsException e) {
            LOGGER.fine(() -> "Environment '" + environment.getName() + "': " + e.getMessage());
            return Optional.empty();
        }
    }

    private BranchReader reader(Key key) {
        synchronized (readers) {
            return readers.computeIfAbsent(
                    key,
                    made -> new BranchReader(
                            key.remote(),
                            work -> turns.run(
                                    ServerTurns.gitServers(Set.of(key.remote().key())), work),
                            SteadyClock.SYSTEM,
                            history -> keep(key, history)));
        }
    }

    private void keep(Key key, BranchHistory history) {
        if (history.trouble().isPresent()) {
            past.failed(key, history.trouble().get());
        } else {
            history.tip().ifPresent(tip -> past.store(key, new KeptPast.Content(key.remote(), tip), history.past()));
        }
    }

    /** Folders that have or get this name later may have other credentials. */
    private void forget(String folder) {
        Predicate<Key> gone = key -> key.folder().equals(folder) || key.folder().startsWith(folder + "/");
        synchronized (readers) {
            List.copyOf(readers.keySet()).stream().filter(gone).forEach(readers::remove);
        }
        past.forget(gone);
    }

    /** Forgets what was read for a folder that is not there any more. */
    @Extension
    public static final class Folders extends ItemListener {

        @Override
        public void onDeleted(Item item) {
            if (item instanceof ItemGroup) {
                get().forget(item.getFullName());
            }
        }

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            if (item instanceof ItemGroup) {
                get().forget(oldFullName);
            }
        }
    }

    private Optional<BranchReader> kept(Key key) {
        synchronized (readers) {
            return Optional.ofNullable(readers.get(key));
        }
    }

    private static ThreadPoolExecutor threads() {
        int number =
                SERVERS * SystemProperties.getInteger("io.jenkins.plugins.gitops.branches.threads", DEFAULT_THREADS);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number,
                number,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "gitops-branches"));
        threads.allowCoreThreadTimeOut(true);
        // Reads that are requested after the stop are requested again after the next start.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return threads;
    }

    /**
     * Drops the reads that have not begun. The others are waited for, for {@value #SECONDS_TO_END} seconds, and never
     * interrupted: an interrupt would close the cache's files, which deliveries use as well.
     */
    @Terminator
    public static void onStop() {
        ThreadPoolExecutor threads = get().threads;
        threads.getQueue().clear();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOGGER.fine("A read of a branch has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
