package io.jenkins.plugins.gitops.access;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.SshPrivateKey;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.Optional;

/** The credential that pushes: a user with a password or token over HTTP, a private key over SSH. */
public final class WriteBackCredential {

    /** The types that can push. */
    public static final CredentialsMatcher TYPES = CredentialsMatchers.anyOf(
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class),
            CredentialsMatchers.instanceOf(SSHUserPrivateKey.class));

    private WriteBackCredential() {}

    /** @throws GitopsException when it is of another type, or its key cannot be read */
    public static GitCredentials open(StandardCredentials credential, String purpose) {
        if (credential instanceof StandardUsernamePasswordCredentials user) {
            // The user is part of it, as a cache belongs to one credential and a folder may have another one of the
            // same id.
            return new GitCredentials.UsernamePassword(
                    user.getUsername(), user.getPassword().getPlainText(), user.getId() + " " + user.getUsername());
        }
        if (credential instanceof SSHUserPrivateKey key) {
            String name = "the credential '" + key.getId() + "' of " + purpose;
            return new GitCredentials.SshKey(
                    Util.fixNull(key.getUsername()),
                    SshPrivateKey.parse(
                            key.getPrivateKeys().stream().findFirst().orElse(""), passphrase(key), name),
                    TrustedHosts.all());
        }
        throw BuildCredentials.wrongType(credential.getId(), purpose, expected());
    }

    public static String expected() {
        return Messages.WriteBackCredential_expected();
    }

    /** As messages name the environment. */
    public static String purpose(EnvironmentEntry environment) {
        return "the write-back of the environment '" + environment.getName() + "'";
    }

    /** The address for which a credential of a domain is searched: domains cannot match {@code git@host:path}. */
    public static String address(GitRemote remote) {
        return remote.overSsh() ? remote.key() : remote.url();
    }

    private static Optional<String> passphrase(SSHUserPrivateKey key) {
        return Optional.ofNullable(key.getPassphrase())
                .map(Secret::getPlainText)
                .filter(text -> !text.isEmpty());
    }
}
