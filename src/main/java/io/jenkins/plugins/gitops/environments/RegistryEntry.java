package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A registry that images are pushed to. */
public class RegistryEntry extends AbstractDescribableImpl<RegistryEntry> {

    private final String host;
    private String credentialsId;
    private boolean plainHttp;

    /** @param host with its port, as image names begin */
    @DataBoundConstructor
    public RegistryEntry(String host) {
        this.host = Util.fixNull(host).trim();
    }

    public String getHost() {
        return host;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public boolean isPlainHttp() {
        return plainHttp;
    }

    @DataBoundSetter
    public void setPlainHttp(boolean plainHttp) {
        this.plainHttp = plainHttp;
    }

    /** What an administrator has to correct before it can be saved. */
    Optional<String> problem() {
        return EntryChecks.registry(host).map(text -> Messages.RegistryEntry_problem(host, text));
    }

    @Extension
    @Symbol("gitopsRegistry")
    public static class DescriptorImpl extends Descriptor<RegistryEntry> {
        @Override
        public String getDisplayName() {
            return Messages.RegistryEntry_title();
        }

        @POST
        public FormValidation doCheckHost(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return EntryChecks.validation(
                    EntryChecks.registry(Util.fixNull(value).trim()));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @QueryParameter String host, @QueryParameter String credentialsId) {
            return CredentialsChoice.of(CredentialsChoice.USERNAME_PASSWORD, "https://" + host, credentialsId);
        }
    }
}
