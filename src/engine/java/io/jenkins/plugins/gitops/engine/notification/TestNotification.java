package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Tells receivers that this is a test. Nothing is kept, and nothing waits. */
public final class TestNotification {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final NotificationEvent event;

    /** @param target that it names */
    public TestNotification(DeliveryTarget target) {
        event = NotificationEvent.of(
                EventKind.TEST,
                DeployId.next(SteadyClock.SYSTEM.start(), RANDOM) + "-test",
                SteadyClock.SYSTEM.instant(),
                target,
                "",
                List.of());
    }

    /** @throws GitopsException when the receiver cannot be asked with what is configured */
    public SendResult send(Receiver receiver) {
        return receiver.send(new Notification(event, false), new Forgetful());
    }

    /** A test leaves nothing behind. */
    private static final class Forgetful implements ReceiverMemory {
        @Override
        public Optional<String> get(String key) {
            return Optional.empty();
        }

        @Override
        public void put(String key, String value) {
            // Nothing comes after it.
        }
    }
}
