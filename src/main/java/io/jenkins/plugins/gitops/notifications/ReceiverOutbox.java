package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.metrics.ReceiverFact;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.Subscription;
import io.jenkins.plugins.gitops.engine.notification.outbox.Outbox;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * What receivers are still to be told, in {@code gitops/notifications/outbox} in Jenkins' home, and the threads that tell it. It is
 * opened with the receivers of the configuration, and opened anew when they are changed.
 */
@Extension
public final class ReceiverOutbox {

    private static final Logger LOGGER = Logger.getLogger(ReceiverOutbox.class.getName());
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Replaced, never changed in place: what is collected for metrics must not wait for who opens it. */
    private volatile Opened opened = Opened.NOTHING;

    private boolean stopped;

    /**
     * Opened with what is configured.
     *
     * @param entries those of the outbox
     * @param configured all of them as they are stored
     */
    private record Opened(List<ReceiverEntry> entries, Optional<Outbox> outbox, String configured) {
        private static final Opened NOTHING = new Opened(List.of(), Optional.empty(), "");
    }

    public static ReceiverOutbox get() {
        return ExtensionList.lookupSingleton(ReceiverOutbox.class);
    }

    /** The folder of all that is kept for notifications. */
    static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("gitops").resolve("notifications");
    }

    /** Whether anybody is told of what a job's builds deliver. */
    public boolean hasReceiversOf(String job) {
        return open().entries().stream().anyMatch(entry -> entry.isToldOf(job));
    }

    /**
     * Puts an event there, on the disk, for each receiver that wants it. While Jenkins stops too: then it is told after the
     * next start.
     *
     * @param job the full name of the job that it is about, as environments allow it; of one job only so many may wait
     * @return whether it is on the disk for all of them
     */
    public boolean put(NotificationEvent event, String job) {
        Opened now = open();
        Set<String> told = now.entries().stream()
                .filter(entry -> entry.isToldOf(job))
                .map(ReceiverEntry::getName)
                .collect(Collectors.toSet());
        return now.outbox()
                .map(outbox -> outbox.put(event, Optional.of(job), told::contains))
                .orElse(true);
    }

    /** How it stands with each receiver, for metrics. From memory. */
    public List<ReceiverFact> facts() {
        return opened.outbox().map(Outbox::facts).orElse(List.of());
    }

    private synchronized Opened open() {
        if (opened.outbox().isPresent()) {
            return opened;
        }
        String configured = configured();
        List<ReceiverEntry> usable = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ReceiverEntry entry : GitopsConfiguration.get().getReceivers()) {
            try {
                Subscription subscription = entry.subscription(new ConfiguredReceiver(entry));
                if (names.add(subscription.name())) {
                    usable.add(entry);
                    subscriptions.add(subscription);
                }
            } catch (GitopsException stored) {
                warn(stored);
            }
        }
        if (!subscriptions.isEmpty()) {
            Outbox outbox = Outbox.open(
                    folder().resolve("outbox"), subscriptions, SteadyClock.SYSTEM, RANDOM, ReceiverOutbox::warn);
            opened = new Opened(usable, Optional.of(outbox), configured);
            if (stopped) {
                outbox.close();
            }
        }
        return opened;
    }

    /** As they are stored: each save makes new objects of receivers that did not change. */
    private static String configured() {
        return Jenkins.XSTREAM2.toXML(new ArrayList<>(GitopsConfiguration.get().getReceivers()));
    }

    private static void warn(GitopsException trouble) {
        LOGGER.warning(() -> trouble.getMessage() + ". " + trouble.remedy());
    }

    /** What is under way is broken off, and may be told again. */
    synchronized void reopen() {
        if (!opened.configured().equals(configured())) {
            opened.outbox().ifPresent(Outbox::close);
            opened = Opened.NOTHING;
            open();
        }
    }

    /** Nothing is told any more. What is put there until the end is on the disk, as deliveries end meanwhile. */
    synchronized void stop() {
        stopped = true;
        opened.outbox().ifPresent(Outbox::close);
    }

    /** After the configuration is loaded: what an earlier process left is told without waiting for something new. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        get().open();
    }

    @Terminator
    public static void onStop() {
        get().stop();
    }

    /** A change of the configuration. */
    @Extension
    public static final class Changes extends SaveableListener {
        @Override
        public void onChange(Saveable saved, XmlFile file) {
            // Before, as configuration as code saves it, it may still change, and the builds that are told of are not
            // loaded.
            if (saved instanceof GitopsConfiguration
                    && Jenkins.get().getInitLevel().compareTo(InitMilestone.JOB_CONFIG_ADAPTED) >= 0) {
                get().reopen();
            }
        }
    }
}
