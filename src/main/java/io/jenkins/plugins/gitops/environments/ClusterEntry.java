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

/** A Kubernetes cluster, as an administrator describes it. */
public class ClusterEntry extends AbstractDescribableImpl<ClusterEntry> {

    private final String name;
    private String serverUrl;
    private String caCertificate;
    private String credentialsId;

    /** @param name how environments name it */
    @DataBoundConstructor
    public ClusterEntry(String name) {
        this.name = Util.fixNull(name).trim();
    }

    public String getName() {
        return name;
    }

    public String getServerUrl() {
        return serverUrl;
    }

    @DataBoundSetter
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Util.fixEmptyAndTrim(serverUrl);
    }

    public String getCaCertificate() {
        return caCertificate;
    }

    @DataBoundSetter
    public void setCaCertificate(String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** What an administrator has to correct before it can be saved. */
    Optional<String> problem() {
        return EntryChecks.name(name)
                .or(() -> EntryChecks.optional(serverUrl, EntryChecks::serverUrl))
                .or(() -> EntryChecks.optional(caCertificate, EntryChecks::caCertificate))
                .map(text -> Messages.ClusterEntry_problem(name, text));
    }

    @Extension
    @Symbol("gitopsCluster")
    public static class DescriptorImpl extends Descriptor<ClusterEntry> {
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
        public ListBoxModel doFillCredentialsIdItems(
                @QueryParameter String serverUrl, @QueryParameter String credentialsId) {
            return CredentialsChoice.of(ClusterCredential.TYPES, serverUrl, credentialsId);
        }

        /** With what stands in the form, saved or not. */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String name,
                @QueryParameter String serverUrl,
                @QueryParameter String caCertificate,
                @QueryParameter String credentialsId) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            ClusterEntry entry = new ClusterEntry(name);
            entry.setServerUrl(serverUrl);
            entry.setCaCertificate(caCertificate);
            entry.setCredentialsId(credentialsId);
            return ConnectionTest.of(entry);
        }
    }
}
