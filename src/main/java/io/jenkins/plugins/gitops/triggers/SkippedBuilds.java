package io.jenkins.plugins.gitops.triggers;

import hudson.triggers.SCMTrigger;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** Logs which builds were skipped, and why: in the system log, and in the polling log of a job that polls. */
final class SkippedBuilds {

    private static final Logger LOGGER = Logger.getLogger(SkippedBuilds.class.getName());

    /** The last reason that was logged, by job. Polling without a workspace finds the same commit again until a build runs. */
    private static final Map<WorkflowJob, String> LAST_REASONS = new WeakHashMap<>();

    private SkippedBuilds() {}

    static void report(WorkflowJob job, String reason) {
        String why = ShownText.line(reason);
        boolean repeated;
        synchronized (LAST_REASONS) {
            repeated = why.equals(LAST_REASONS.put(job, why));
        }
        LOGGER.log(repeated ? Level.FINE : Level.INFO, () -> "Not building " + job.getFullName() + ": " + why);
        SCMTrigger trigger = job.getSCMTrigger();
        if (trigger != null) {
            append(trigger.getLogFile(), "[gitops] Not building: " + why);
        }
    }

    private static void append(File log, String line) {
        if (log.exists()) {
            try (StreamTaskListener listener = new StreamTaskListener(log, true, Charset.defaultCharset())) {
                listener.getLogger().println(line);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> log + " cannot be written");
            }
        }
    }
}
