package io.jenkins.plugins.gitops.deliveries;

import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingScheduledExecutorService;
import jenkins.util.SystemProperties;

/**
 * Threads of our own: Jenkins' timer has ten for everybody, and network traffic must not hold them. The number of the
 * deliveries' is the system property {@code io.jenkins.plugins.gitops.deliveries.threads}, 8 by default.
 */
public final class DeliveryThreads {

    private static final long SECONDS_TO_END = 5;
    private static final int THREADS = SystemProperties.getInteger("io.jenkins.plugins.gitops.deliveries.threads", 8);

    private DeliveryThreads() {}

    static ScheduledExecutorService start() {
        return start("gitops-deliveries", THREADS);
    }

    /** Runs with the system's permissions; {@link #stop} ends it. */
    public static ScheduledExecutorService start(String name, int threads) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(
                threads, new NamingThreadFactory(new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), name));
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // What comes after the stop is done after the next start.
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return new ImpersonatingScheduledExecutorService(pool, ACL.SYSTEM2);
    }

    /**
     * Begins nothing more. What is being done is waited for, for a moment, and never interrupted: an interrupted call
     * would look like a refusal, while a process that ends in the middle is what records are made for.
     *
     * @return whether nothing is being done any more
     */
    public static boolean stop(ScheduledExecutorService pool) {
        pool.shutdown();
        try {
            return pool.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
