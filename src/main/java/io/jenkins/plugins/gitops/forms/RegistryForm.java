package io.jenkins.plugins.gitops.forms;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.environments.EntryChecks;
import io.jenkins.plugins.gitops.environments.Messages;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of a {@link RegistryEntry}: the checks of its fields, and its choices. */
@Extension
@Symbol("gitopsRegistry")
public class RegistryForm extends Descriptor<RegistryEntry> {

    public RegistryForm() {
        super(RegistryEntry.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.RegistryEntry_title();
    }

    @POST
    public FormValidation doCheckHost(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EntryChecks.validation(EntryChecks.registry(Util.fixNull(value).trim()));
    }

    @POST
    public FormValidation doCheckAllowedJobs(@QueryParameter String value, @QueryParameter String credentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Util.fixEmptyAndTrim(value) == null && Util.fixEmptyAndTrim(credentialsId) != null
                ? FormValidation.warning(Messages.RegistryEntry_noJobs())
                : FormValidation.ok();
    }

    @POST
    public ListBoxModel doFillCredentialsIdItems(@QueryParameter String host, @QueryParameter String credentialsId) {
        return CredentialsChoice.of(CredentialsChoice.USERNAME_PASSWORD, "https://" + host, credentialsId);
    }

    /** Whether the registry answers and accepts the credential, with the values in the form, saved or not. */
    @POST
    public FormValidation doTestRegistry(
            @QueryParameter String host, @QueryParameter String credentialsId, @QueryParameter boolean plainHttp) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        RegistryEntry entry = new RegistryEntry(host);
        entry.setCredentialsId(credentialsId);
        entry.setPlainHttp(plainHttp);
        return RegistryCheck.of(entry);
    }
}
