package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.CommitStatusReceiver;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.util.Objects;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * A check on the commit that was built, by whichever plugin publishes checks to its host. That plugin has its own credentials.
 * Without the plugin checks-api there is no such receiver.
 */
public class ChecksEntry extends ReceiverEntry {

    @DataBoundConstructor
    public ChecksEntry(String name) {
        super(name);
    }

    @Override
    public Receiver open() {
        return new ChecksReceiver(messageLanguage());
    }

    @Override
    public Set<EventKind> usualEvents() {
        return CommitStatusReceiver.USUAL_EVENTS;
    }

    /** Its form. Without the plugin checks-api it cannot be made, and Jenkins leaves it out (optional). */
    @Extension(optional = true)
    @Symbol("checks")
    public static final class Form extends ReceiverForm {

        public Form() {
            super(ChecksEntry.class);
            Objects.requireNonNull(ChecksPublisherFactory.class.getName());
        }

        @Override
        public String getDisplayName() {
            return Messages.ChecksEntry_title();
        }
    }
}
