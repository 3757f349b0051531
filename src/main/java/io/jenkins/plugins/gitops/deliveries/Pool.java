package io.jenkins.plugins.gitops.deliveries;

import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import jenkins.security.ImpersonatingScheduledExecutorService;
import jenkins.util.SystemProperties;

/**
 * Threads of the deliveries' own: Jenkins' timer has ten for everybody, and network traffic must not hold them. The
 * number of each pool's is the system property {@code io.jenkins.plugins.gitops.deliveries.threads}, 8 by default.
 */
final class Pool {

    private static final int THREADS = SystemProperties.getInteger("io.jenkins.plugins.gitops.deliveries.threads", 8);

    private Pool() {}

    /** @param name of the threads */
    static ScheduledExecutorService start(String name) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(
                THREADS, new NamingThreadFactory(new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), name));
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new ImpersonatingScheduledExecutorService(pool, ACL.SYSTEM2);
    }
}
