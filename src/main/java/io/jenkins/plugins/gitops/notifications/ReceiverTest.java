package io.jenkins.plugins.gitops.notifications;

import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import io.jenkins.plugins.gitops.engine.notification.TestNotification;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;

/** Tells a receiver that this is a test, and says what came of it. Nothing is kept, and nothing waits. */
final class ReceiverTest {

    private static final DeliveryTarget TARGET = new DeliveryTarget("test", "test");

    private ReceiverTest() {}

    static FormValidation of(ReceiverEntry entry) {
        try {
            return shown(new TestNotification(TARGET).send(entry.open()));
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
}
