package io.jenkins.plugins.gitops.branches;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.gitops.access.CredentialAccess;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.security.ImpersonatingExecutorService;
import jenkins.util.SystemProperties;

/**
 * The branches that this controller's jobs deliver to, as they were at the last look. Looks are made by a few threads of
 * their own, when somebody asks and when a delivery ended.
 *
 * <p>The system properties {@code io.jenkins.plugins.gitops.branches.threads}, {@value #DEFAULT_THREADS} by default, and
 * {@code io.jenkins.plugins.gitops.branches.kept}, {@value #DEFAULT_KEPT} by default, say how many threads there are, and
 * how many branches are kept in memory: those that were asked for last.
 */
@Extension
public final class DeliveryBranches {

    private static final Logger LOGGER = Logger.getLogger(DeliveryBranches.class.getName());
    private static final int DEFAULT_THREADS = 2;
    private static final int DEFAULT_KEPT = 50;
    private static final long SECONDS_TO_END = 5;

    private final Clock clock = Clock.systemUTC();
    private final ThreadPoolExecutor threads = threads();
    private final ExecutorService pool = new ImpersonatingExecutorService(threads, ACL.SYSTEM2);

    private final Map<Key, BranchReader> readers = NewestKept.byAccess(
            () -> SystemProperties.getInteger("io.jenkins.plugins.gitops.branches.kept", DEFAULT_KEPT));

    /**
     * What one reads with one credential. What one may read is never shown to another, so a credential's id does not
     * suffice: a folder may have another one of the same id.
     *
     * @param folder of the job for which the credential is looked up
     */
    private record Key(GitRemote remote, Optional<String> credential, String folder) {}

    public static DeliveryBranches get() {
        return ExtensionList.lookupSingleton(DeliveryBranches.class);
    }

    /** What is known of the job's environments; has their branches looked at when that was not done a moment ago. */
    public List<EnvironmentHistory> asked(Job<?, ?> job) {
        return places(job)
                .map(place -> {
                    BranchReader reader = reader(place.key());
                    reader.ask(place.credentials());
                    return place.known(reader);
                })
                .toList();
    }

    /** The same without a look, and without those that nobody asked for lately: for what is shown beside other things. */
    public List<EnvironmentHistory> known(Job<?, ?> job) {
        return places(job)
                .flatMap(place -> kept(place.key()).map(place::known).stream())
                .toList();
    }

    /** Something is new in an environment of this job. */
    void refresh(Job<?, ?> job, String environment) {
        places(job)
                .filter(place -> place.environment().getName().equals(environment))
                .forEach(place -> reader(place.key()).refresh(place.credentials()));
    }

    private static Stream<Place> places(Job<?, ?> job) {
        return EnvironmentAccess.environments(job).stream()
                .flatMap(environment ->
                        remote(job, environment).map(remote -> new Place(job, environment, remote)).stream());
    }

    /** Where a job's deliveries to an environment are kept. */
    private record Place(Job<?, ?> job, EnvironmentEntry environment, GitRemote remote) {

        Key key() {
            return new Key(
                    remote,
                    Optional.ofNullable(environment.getCredentialsId()),
                    job.getParent().getFullName());
        }

        /** To be called in the background: who keeps credentials may be asked over the network. */
        Supplier<GitCredentials> credentials() {
            return () -> CredentialAccess.reading(environment, job, remote);
        }

        EnvironmentHistory known(BranchReader reader) {
            return new EnvironmentHistory(environment.getName(), remote, reader.known());
        }
    }

    /** What an administrator configured may be no address; builds say so, and there is no history. */
    private static Optional<GitRemote> remote(Job<?, ?> job, EnvironmentEntry environment) {
        try {
            return CredentialAccess.remote(environment, new LastRemotes(job).of(environment.getName()));
        } catch (GitopsException e) {
            LOGGER.fine(() -> "Environment '" + environment.getName() + "': " + e.getMessage());
            return Optional.empty();
        }
    }

    private BranchReader reader(Key key) {
        synchronized (readers) {
            return readers.computeIfAbsent(key, made -> new BranchReader(key.remote(), pool, clock));
        }
    }

    private Optional<BranchReader> kept(Key key) {
        synchronized (readers) {
            return Optional.ofNullable(readers.get(key));
        }
    }

    private static ThreadPoolExecutor threads() {
        int number = SystemProperties.getInteger("io.jenkins.plugins.gitops.branches.threads", DEFAULT_THREADS);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number,
                number,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "gitops-branches"));
        threads.allowCoreThreadTimeOut(true);
        // What is asked for after the stop is asked for again after the next start.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return threads;
    }

    /**
     * Looks that have not begun are dropped; others are waited for, for a moment, and never interrupted: that would close
     * the cache's files under the deliveries.
     */
    @Terminator
    public static void onStop() {
        ThreadPoolExecutor threads = get().threads;
        threads.getQueue().clear();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOGGER.fine("A look at a branch has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
