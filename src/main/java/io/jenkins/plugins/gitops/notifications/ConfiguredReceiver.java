package io.jenkins.plugins.gitops.notifications;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.util.Optional;
import java.util.Set;

/** Opens its entry for each try, so that a credential that was changed is used, and one that is gone is no end. */
record ConfiguredReceiver(ReceiverEntry entry) implements Receiver {

    @Override
    public Set<EventKind> usualEvents() {
        return entry.usualEvents();
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        Receiver opened;
        try {
            opened = entry.open();
        } catch (GitopsException e) {
            return new SendResult.Later(e.getMessage() + ". " + e.remedy(), Optional.empty());
        }
        return opened.send(notification, memory);
    }
}
