package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.SlackReceiver;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A channel of Slack, or of what speaks Slack's Web API. */
public class SlackEntry extends HttpReceiverEntry {

    private String channel;

    @DataBoundConstructor
    public SlackEntry(String name) {
        super(name);
    }

    @Override
    protected Optional<String> usualUrl() {
        return Optional.of("https://slack.com/api/");
    }

    /** Its id, or its name with {@code #}. */
    public String getChannel() {
        return channel;
    }

    @DataBoundSetter
    public void setChannel(String channel) {
        this.channel = Util.fixEmptyAndTrim(channel);
    }

    @Override
    public Receiver open() {
        return new SlackReceiver(
                address(), secret(), Util.fixNull(channel), messageLanguage(), ReceiverConnection.http());
    }

    @Override
    public Set<EventKind> usualEvents() {
        return SlackReceiver.USUAL_EVENTS;
    }

    @Override
    protected Optional<String> ownProblem() {
        return problem(channel).or(super::ownProblem);
    }

    private static Optional<String> problem(String channel) {
        return channel == null
                ? Optional.of(Messages.SlackEntry_noChannel())
                : EntryChecks.bounded(channel, some -> Optional.empty());
    }

    /** Its form. */
    @Extension
    @Symbol("slack")
    public static final class Form extends HttpReceiverForm {

        public Form() {
            super(SlackEntry.class, ReceiverCredential.SECRET_TEXT, false);
        }

        @Override
        public String getDisplayName() {
            return Messages.SlackEntry_title();
        }

        @POST
        public FormValidation doCheckChannel(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(problem(Util.fixEmptyAndTrim(value)));
        }
    }
}
