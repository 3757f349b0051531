package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.model.Run;
import java.util.List;

/** Credentials that a build may use. The build's credentials parameters count, and the user that it runs as. */
public final class BuildCredentials extends JobCredentials {

    private final Run<?, ?> build;

    public BuildCredentials(Run<?, ?> build) {
        super(build.getParent());
        this.build = build;
    }

    @Override
    StandardCredentials find(String id, List<DomainRequirement> requirements) {
        return CredentialsProvider.findCredentialById(id, StandardCredentials.class, build, requirements);
    }

    @Override
    StandardCredentials track(StandardCredentials used) {
        return CredentialsProvider.track(build, used);
    }
}
