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
 * The plugin's own threads. Jenkins' timer has ten threads for all plugins, and network traffic must not hold them. The
 * system property {@code io.jenkins.plugins.gitops.deliveries.threads} sets how many deliveries talk to one Git server at the
 * same time, 8 by default ({@link ServerTurns}). There are threads for so many at each of 8 servers; those that are idle end.
 */
public final class DeliveryThreads {

    private static final long SECONDS_TO_END = 5;
    private static final int SERVERS = 8;
    static final int OF_ONE_SERVER = SystemProperties.getInteger("io.jenkins.plugins.gitops.deliveries.threads", 8);

    private DeliveryThreads() {}

    static ScheduledExecutorService start() {
        return start("gitops-deliveries", SERVERS * OF_ONE_SERVER);
    }

    /** Runs with the system's permissions; {@link #stop} ends it. */
    public static ScheduledExecutorService start(String name, int threads) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(
                threads, new NamingThreadFactory(new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), name));
        pool.setKeepAliveTime(1, TimeUnit.MINUTES);
        pool.allowCoreThreadTimeOut(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // Tasks that arrive after the stop are done after the next start.
        pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return new ImpersonatingScheduledExecutorService(pool, ACL.SYSTEM2);
    }

    /**
     * Starts no more tasks. Running tasks are waited for, for {@value #SECONDS_TO_END} seconds, and never interrupted: an
     * interrupted call would be taken for a refusal. A task that the end of the process cuts off is resumed from its
     * record.
     *
     * @return whether all tasks have ended
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
