package io.jenkins.plugins.gitops.environments;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

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

    @Extension
    @Symbol("gitopsRegistry")
    public static class DescriptorImpl extends Descriptor<RegistryEntry> {
        @Override
        public String getDisplayName() {
            return "Registry";
        }
    }
}
