package io.jenkins.plugins.gitops.access;

import io.jenkins.plugins.gitops.engine.git.remote.KnownHosts;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.Messages;
import org.jenkinsci.plugins.gitclient.GitHostKeyVerificationConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.ManuallyProvidedKeyVerificationStrategy;

/**
 * The host keys of SSH servers that an administrator has entered: in this plugin's field, and in the Git client plugin's where
 * its strategy is to provide keys manually. Its other strategies have no such keys: they accept a first connection, check
 * nothing, or use the files of the user that Jenkins runs as.
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
