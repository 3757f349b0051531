package io.jenkins.plugins.gitops.steps;

import hudson.AbortException;
import hudson.model.Computer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jenkins.util.SystemProperties;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/**
 * Work that talks to an agent, on threads of its own: an agent that does not answer must not hold the threads of Pipelines, of
 * deliveries or of Jenkins' timer. The system property {@code io.jenkins.plugins.gitops.steps.agentSeconds} sets how long each
 * piece of work may take, 300 seconds by default; then it is interrupted.
 */
final class AgentCalls {

    private AgentCalls() {}

    /** Work that the limit interrupts. */
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Starts work.
     *
     * @param failed is given whatever the work throws, an {@link Error} too: nobody else would hear of it, and the step would
     *     wait for ever
     */
    static void background(Work work, Consumer<Throwable> failed) {
        Computer.threadPoolForRemoting.execute(() -> {
            try {
                limited(work);
            } catch (Throwable any) {
                failed.accept(any);
            }
        });
    }

    private static void limited(Work work) throws IOException, InterruptedException {
        try (Timeout limit = Timeout.limit(seconds(), TimeUnit.SECONDS)) {
            work.run();
        } catch (InterruptedException e) {
            throw (IOException) new AbortException("it did not answer within " + seconds() + " s").initCause(e);
        }
    }

    private static int seconds() {
        return SystemProperties.getInteger("io.jenkins.plugins.gitops.steps.agentSeconds", 300);
    }
}
