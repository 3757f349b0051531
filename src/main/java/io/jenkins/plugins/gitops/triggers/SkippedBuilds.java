package io.jenkins.plugins.gitops.triggers;

import hudson.triggers.SCMTrigger;
import hudson.util.StreamTaskListener;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** Says which builds were skipped, and why: in the system log, and in the polling log of a job that polls. */
final class SkippedBuilds {

    private static final Logger LOGGER = Logger.getLogger(SkippedBuilds.class.getName());

    /** Polling without a workspace finds the same commit again each time, until something is built. */
    private static final Map<WorkflowJob, String> TOLD = new WeakHashMap<>();

    private SkippedBuilds() {}

    static void tell(WorkflowJob job, String why) {
        boolean again;
        synchronized (TOLD) {
            again = why.equals(TOLD.put(job, why));
        }
        LOGGER.log(again ? Level.FINE : Level.INFO, () -> "Not building " + job.getFullName() + ": " + why);
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
