package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

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

    @Extension
    @Symbol("gitopsCluster")
    public static class DescriptorImpl extends Descriptor<ClusterEntry> {
        @Override
        public String getDisplayName() {
            return "Cluster";
        }
    }
}
