package io.jenkins.plugins.gitops.environments;

import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import java.util.Optional;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A Kubernetes cluster, as an administrator configures it. */
public class ClusterEntry extends AbstractDescribableImpl<ClusterEntry> {

    private final String name;
    private String serverUrl;
    private String caCertificate;
    private String credentialsId;
    private String serviceAccount;

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

    /**
     * The ServiceAccount that delivers, as {@code NAMESPACE/NAME}: the credential only requests its short-lived tokens. Absent
     * when the credential itself delivers.
     */
    public String getServiceAccount() {
        return serviceAccount;
    }

    @DataBoundSetter
    public void setServiceAccount(String serviceAccount) {
        this.serviceAccount = Util.fixEmptyAndTrim(serviceAccount);
    }

    /** What an administrator must correct before it can be saved; empty when it is valid. */
    Optional<String> problem() {
        return EntryChecks.name(name)
                .or(() -> EntryChecks.optional(serverUrl, EntryChecks::serverUrl))
                .or(() -> EntryChecks.optional(caCertificate, EntryChecks::caCertificate))
                .or(() -> EntryChecks.optional(serviceAccount, EntryChecks::serviceAccount))
                .map(text -> Messages.ClusterEntry_problem(name, text));
    }
}
