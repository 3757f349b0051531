package io.jenkins.plugins.gitops.forms;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.access.ClusterCredential;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a {@link ClusterEntry}: the checks of its fields, its choices and its connection test. */
@Extension
@Symbol("gitopsCluster")
public class ClusterForm extends Descriptor<ClusterEntry> {

    public ClusterForm() {
        super(ClusterEntry.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.ClusterEntry_title();
    }

    @POST
    public FormValidation doCheckName(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.name(Util.fixNull(value).trim()));
    }

    @POST
    public FormValidation doCheckServerUrl(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        Optional<String> problem = EntryChecks.optional(value, EntryChecks::serverUrl);
        return problem.isEmpty() && Util.fixNull(value).strip().startsWith("http://")
                ? FormValidation.warning(Messages.ClusterEntry_plainHttp())
                : EntryChecks.validation(problem);
    }

    @POST
    public FormValidation doCheckCaCertificate(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::caCertificate));
    }

    @POST
    public FormValidation doCheckServiceAccount(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.optional(value, EntryChecks::serviceAccount));
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(
            @QueryParameter String serverUrl, @QueryParameter String credentialsId) {
        return CredentialsChoice.of(ClusterCredential.TYPES, serverUrl, credentialsId);
    }

    /** Uses the values in the form, saved or not. */
    @POST
    public FormValidation doTestConnection(
            @QueryParameter String name,
            @QueryParameter String serverUrl,
            @QueryParameter String caCertificate,
            @QueryParameter String credentialsId,
            @QueryParameter String serviceAccount) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ClusterEntry entry = new ClusterEntry(name);
        entry.setServerUrl(serverUrl);
        entry.setCaCertificate(caCertificate);
        entry.setCredentialsId(credentialsId);
        entry.setServiceAccount(serviceAccount);
        return ClusterConnectionCheck.of(entry);
    }
}
