package io.jenkins.plugins.gitops.environments;

import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import java.util.Optional;
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

    /** What an administrator must correct before it can be saved; empty when it is valid. */
    Optional<String> problem() {
        return EntryChecks.registry(host).map(text -> Messages.RegistryEntry_problem(host, text));
    }
}
