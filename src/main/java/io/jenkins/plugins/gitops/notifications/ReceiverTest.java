package io.jenkins.plugins.gitops.notifications;

import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Tells a receiver that this is a test, and says what came of it. Nothing is kept, and nothing waits. */
final class ReceiverTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DeliveryTarget TARGET = new DeliveryTarget("test", "test");

    private ReceiverTest() {}

    static FormValidation of(ReceiverEntry entry) {
        NotificationEvent event = NotificationEvent.of(
                EventKind.TEST,
                DeployId.next(SteadyClock.SYSTEM.start(), RANDOM) + "-test",
                SteadyClock.SYSTEM.instant(),
                TARGET,
                "",
                List.of());
        try {
            return shown(entry.open().send(new Notification(event, false), new Forgetful()));
        } catch (GitopsException e) {
            return FormValidation.error(EntryChecks.text(e));
        }
    }

    private static FormValidation shown(SendResult sent) {
        if (sent instanceof SendResult.Later later) {
            return FormValidation.error(Messages.ReceiverTest_later(later.why()));
        }
        if (sent instanceof SendResult.Refused refused) {
            return FormValidation.error(Messages.ReceiverTest_refused(refused.why(), refused.remedy()));
        }
        return sent instanceof SendResult.Skipped skipped
                ? FormValidation.warning(Messages.ReceiverTest_skipped(skipped.why()))
                : FormValidation.ok(Messages.ReceiverTest_told());
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
