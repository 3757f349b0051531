package io.jenkins.plugins.gitops.environments;

import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import java.io.Serial;
import java.util.Optional;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A registry that images are pushed to, and the jobs that may use its credential. */
public class RegistryEntry extends AbstractDescribableImpl<RegistryEntry> {

    private final String host;
    private String credentialsId;
    private boolean plainHttp;

    /** Null only in a stored configuration that is older than this field. */
    private String allowedJobs = "";

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

    /** Full names of jobs that get the credential, with the patterns of environments. None by default. */
    public String getAllowedJobs() {
        return allowedJobs;
    }

    @DataBoundSetter
    public void setAllowedJobs(String allowedJobs) {
        this.allowedJobs = Util.fixNull(allowedJobs).trim();
    }

    /** A registry that was stored before there was the list stays one for every job, and its form says so. */
    @Serial
    private Object readResolve() {
        if (allowedJobs == null) {
            allowedJobs = "**";
        }
        return this;
    }

    /** What an administrator must correct before it can be saved; empty when it is valid. */
    Optional<String> problem() {
        return EntryChecks.registry(host).map(text -> Messages.RegistryEntry_problem(host, text));
    }
}
