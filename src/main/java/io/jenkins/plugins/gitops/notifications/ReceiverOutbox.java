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

    private List<ReceiverEntry> entries = List.of();
    private Optional<Outbox> opened = Optional.empty();
    private boolean stopped;

    public static ReceiverOutbox get() {
        return ExtensionList.lookupSingleton(ReceiverOutbox.class);
    }

    /** The folder of all that is kept for notifications. */
    static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("gitops").resolve("notifications");
    }

    /** Whether anybody is told of what a job's builds deliver. */
    public synchronized boolean hasReceiversOf(String job) {
        open();
        return entries.stream().anyMatch(entry -> entry.isToldOf(job));
    }

    /**
     * Puts an event there, on the disk, for each receiver that wants it.
     *
     * @param job the full name of the job that it is about, as environments allow it
     */
    public synchronized void put(NotificationEvent event, String job) {
        open();
        Set<String> told = entries.stream()
                .filter(entry -> entry.isToldOf(job))
                .map(ReceiverEntry::getName)
                .collect(Collectors.toSet());
        opened.ifPresent(outbox -> outbox.put(event, told::contains));
    }

    /** How it stands with each receiver, for metrics. */
    public List<ReceiverFact> facts() {
        return outbox().map(Outbox::facts).orElse(List.of());
    }

    /** Empty where nobody is told anything. */
    synchronized Optional<Outbox> outbox() {
        open();
        return opened;
    }

    private void open() {
        if (opened.isPresent() || stopped) {
            return;
        }
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
            entries = usable;
            opened = Optional.of(Outbox.open(
                    folder().resolve("outbox"), subscriptions, SteadyClock.SYSTEM, RANDOM, ReceiverOutbox::warn));
        }
    }

    private static void warn(GitopsException trouble) {
        LOGGER.warning(() -> trouble.getMessage() + ". " + trouble.remedy());
    }

    /** What is under way is broken off, and may be told again. */
    private synchronized void close() {
        opened.ifPresent(Outbox::close);
        opened = Optional.empty();
        entries = List.of();
    }

    private synchronized void reopen() {
        close();
        open();
    }

    private synchronized void stop() {
        stopped = true;
        close();
    }

    /** After the configuration is loaded: what an earlier process left is told without waiting for something new. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void onStart() {
        get().outbox();
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
            if (saved instanceof GitopsConfiguration
                    && !get().entries().equals(GitopsConfiguration.get().getReceivers())) {
                get().reopen();
            }
        }
    }

    private synchronized List<ReceiverEntry> entries() {
        return entries;
    }
}
