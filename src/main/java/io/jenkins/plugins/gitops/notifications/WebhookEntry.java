package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.WebhookReceiver;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A program that gets CloudEvents, signed where there is a credential. */
public class WebhookEntry extends HttpReceiverEntry {

    private String urlCredentialsId;

    @DataBoundConstructor
    public WebhookEntry(String name) {
        super(name);
    }

    /** The secret text that holds the address, where the address is a secret. */
    public String getUrlCredentialsId() {
        return urlCredentialsId;
    }

    @DataBoundSetter
    public void setUrlCredentialsId(String urlCredentialsId) {
        this.urlCredentialsId = Util.fixEmptyAndTrim(urlCredentialsId);
    }

    @Override
    public Receiver open() {
        URI address = urlCredentialsId == null
                ? address()
                : ReceiverConnection.secretAddress(urlCredentialsId, isPlainHttp(), getName());
        return new WebhookReceiver(
                address,
                ReceiverCredential.optionalSecret(getCredentialsId(), address.toString(), getName()),
                ReceiverConnection.http(),
                SteadyClock.SYSTEM);
    }

    @Override
    public Set<EventKind> usualEvents() {
        return WebhookReceiver.USUAL_EVENTS;
    }

    @Override
    protected Optional<String> ownProblem() {
        if (urlCredentialsId == null) {
            return ReceiverConnection.hasSecretPath(getUrl())
                    ? Optional.of(Messages.WebhookEntry_secretPath())
                    : super.ownProblem();
        }
        return getUrl() == null
                ? ReceiverConnection.secretProblem(urlCredentialsId, isPlainHttp())
                : Optional.of(Messages.WebhookEntry_oneAddress());
    }

    @Override
    protected Optional<String> reachProblem() {
        return urlCredentialsId == null
                ? super.reachProblem()
                : ReceiverConnection.secretReachProblem(urlCredentialsId, isPlainHttp());
    }

    /** Its form. */
    @Extension
    @Symbol("webhook")
    public static final class Form extends HttpReceiverForm {

        public Form() {
            super(WebhookEntry.class, ReceiverCredential.SECRET_TEXT, false);
        }

        @Override
        public String getDisplayName() {
            return Messages.WebhookEntry_title();
        }

        @POST
        public ListBoxModel doFillUrlCredentialsIdItems(@QueryParameter String urlCredentialsId) {
            return ReceiverCredential.choice(ReceiverCredential.SECRET_TEXT, null, urlCredentialsId);
        }

        @POST
        public FormValidation doCheckUrlCredentialsId(
                @QueryParameter String value, @QueryParameter String url, @QueryParameter boolean plainHttp) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            WebhookEntry entry = new WebhookEntry("");
            entry.setUrl(url);
            entry.setPlainHttp(plainHttp);
            entry.setUrlCredentialsId(value);
            return EntryChecks.validation(entry.ownProblem().or(entry::reachProblem));
        }

        @Override
        @POST
        public FormValidation doCheckUrl(@QueryParameter String value, @QueryParameter boolean plainHttp) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ReceiverConnection.hasSecretPath(value)
                    ? FormValidation.error(Messages.WebhookEntry_secretPath())
                    : super.doCheckUrl(value, plainHttp);
        }
    }
}
