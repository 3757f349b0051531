package io.jenkins.plugins.gitops.notifications;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.receiver.TeamsReceiver;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A channel of Microsoft Teams, by the webhook of a workflow. Its address is a secret, so a credential holds it. */
public class TeamsEntry extends ReceiverEntry {

    private String urlCredentialsId;
    private boolean plainHttp;

    @DataBoundConstructor
    public TeamsEntry(String name) {
        super(name);
    }

    /** The secret text that holds the address. */
    public String getUrlCredentialsId() {
        return urlCredentialsId;
    }

    @DataBoundSetter
    public void setUrlCredentialsId(String urlCredentialsId) {
        this.urlCredentialsId = Util.fixEmptyAndTrim(urlCredentialsId);
    }

    public boolean isPlainHttp() {
        return plainHttp;
    }

    @DataBoundSetter
    public void setPlainHttp(boolean plainHttp) {
        this.plainHttp = plainHttp;
    }

    @Override
    public Receiver open() {
        return new TeamsReceiver(
                ReceiverConnection.secretAddress(urlCredentialsId, plainHttp, getName()),
                messageLanguage(),
                ReceiverConnection.http());
    }

    @Override
    protected Optional<String> ownProblem() {
        return urlCredentialsId == null
                ? Optional.of(Messages.TeamsEntry_noCredential())
                : ReceiverConnection.secretProblem(urlCredentialsId, plainHttp);
    }

    @Override
    protected Optional<String> reachProblem() {
        return ReceiverConnection.secretReachProblem(urlCredentialsId, plainHttp);
    }

    /** Its form. */
    @Extension
    @Symbol("teams")
    public static final class Form extends ReceiverForm {

        public Form() {
            super(TeamsEntry.class);
        }

        @Override
        public String getDisplayName() {
            return Messages.TeamsEntry_title();
        }

        @POST
        public ListBoxModel doFillUrlCredentialsIdItems(@QueryParameter String urlCredentialsId) {
            return ReceiverCredential.choice(ReceiverCredential.SECRET_TEXT, null, urlCredentialsId);
        }

        @POST
        public FormValidation doCheckUrlCredentialsId(@QueryParameter String value, @QueryParameter boolean plainHttp) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            TeamsEntry entry = new TeamsEntry("");
            entry.setUrlCredentialsId(value);
            entry.setPlainHttp(plainHttp);
            return EntryChecks.validation(entry.ownProblem().or(entry::reachProblem));
        }
    }
}
