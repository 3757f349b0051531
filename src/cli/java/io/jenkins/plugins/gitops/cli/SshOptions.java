package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.workspace.SecretFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.KnownHosts;
import io.jenkins.plugins.gitops.engine.git.remote.SshPrivateKey;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Key and host keys for a Git server over SSH. Neither {@code ~/.ssh} nor an SSH agent is used. */
final class SshOptions {

    @Option(
            names = "--git-ssh-key-file",
            paramLabel = "FILE",
            description = "Private key for a repository's ssh URL (default: $GITOPS_GIT_SSH_KEY_FILE).",
            defaultValue = "${env:GITOPS_GIT_SSH_KEY_FILE:-}")
    private String keyFile;

    @Option(
            names = "--git-ssh-passphrase-file",
            paramLabel = "FILE",
            description = "File with the key's passphrase (default: $GITOPS_GIT_SSH_PASSPHRASE is the passphrase).")
    private Path passphraseFile;

    @Option(
            names = "--git-known-hosts-file",
            paramLabel = "FILE",
            description = "Host keys of SSH servers, as OpenSSH's known_hosts; other servers are not trusted (default:"
                    + " $GITOPS_GIT_KNOWN_HOSTS_FILE).",
            defaultValue = "${env:GITOPS_GIT_KNOWN_HOSTS_FILE:-}")
    private String knownHostsFile;

    /**
     * Empty when no key is named.
     *
     * @param username the user when the URL names none; may be empty
     */
    Optional<GitCredentials> credentials(String username) {
        if (keyFile.isEmpty()) {
            return Optional.empty();
        }
        if (knownHostsFile.isEmpty()) {
            throw new GitopsException(
                    "There are no known hosts, so no SSH server can be trusted",
                    "Write the server's line, as ssh-keyscan prints it and compared with what its operators publish,"
                            + " into a file, and name that with --git-known-hosts-file");
        }
        SshPrivateKey key = SshPrivateKey.parse(
                SecretFile.text(Path.of(keyFile), "private key"), passphrase(), "the file " + keyFile);
        KnownHosts hosts =
                KnownHosts.parse(SecretFile.text(Path.of(knownHostsFile), "known hosts"), "the file " + knownHostsFile);
        return Optional.of(new GitCredentials.SshKey(username, key, hosts));
    }

    private Optional<String> passphrase() {
        return passphraseFile == null
                ? Optional.ofNullable(System.getenv("GITOPS_GIT_SSH_PASSPHRASE"))
                : Optional.of(SecretFile.text(passphraseFile, "passphrase"));
    }
}
