package io.jenkins.plugins.gitops.access;

import io.jenkins.plugins.gitops.engine.git.remote.KnownHosts;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.Messages;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.ManuallyProvidedKeyVerificationStrategy;

/**
 * The SSH servers that an administrator made known: in our own field, and in the Git client plugin's where keys are
 * provided manually. Its other strategies trust at first sight, not at all, or the files of whoever runs Jenkins.
 */
final class TrustedHosts {

    private TrustedHosts() {}

    static KnownHosts all() {
        KnownHosts ours = KnownHosts.parse(
                GitopsConfiguration.get().getKnownHosts() == null
                        ? ""
                        : GitopsConfiguration.get().getKnownHosts(),
                Messages.TrustedHosts_place());
        return GitHostKeyVerificationConfiguration.get().getSshHostKeyVerificationStrategy()
                        instanceof ManuallyProvidedKeyVerificationStrategy manual
                ? ours.and(KnownHosts.parse(manual.getApprovedHostKeys(), Messages.TrustedHosts_gitClient()))
                : ours;
    }
}
