package io.jenkins.plugins.gitops.notifications;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a receiver that is reached by HTTP: its address and its credential. */
public abstract class HttpReceiverForm extends ReceiverForm {

    private final CredentialsMatcher types;
    private final boolean urlNeeded;

    /**
     * Of a kind.
     *
     * @param types the kinds of credentials that it takes
     * @param urlNeeded whether there has to be an address
     */
    protected HttpReceiverForm(Class<? extends HttpReceiverEntry> kind, CredentialsMatcher types, boolean urlNeeded) {
        super(kind);
        this.types = types;
        this.urlNeeded = urlNeeded;
    }

    @POST
    public FormValidation doCheckUrl(@QueryParameter String value, @QueryParameter boolean plainHttp) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Optional<String> problem = urlNeeded || Util.fixEmptyAndTrim(value) != null
                ? ReceiverConnection.openProblem(value, plainHttp)
                        .or(() -> ReceiverConnection.reachProblem(value, plainHttp))
                : Optional.empty();
        return EntryChecks.validation(problem);
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(@QueryParameter String url, @QueryParameter String credentialsId) {
        return ReceiverCredential.choice(types, url, credentialsId);
    }
}
