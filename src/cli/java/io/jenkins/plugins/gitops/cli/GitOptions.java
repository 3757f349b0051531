package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.workspace.LocalCheckout;
import io.jenkins.plugins.gitops.cli.workspace.SecretFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The branch with the desired state, and its credential. Passwords come from a file or the environment: never from the
 * command line, which every user of the machine can read. */
final class GitOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = "--repository",
            paramLabel = "URL",
            description = "URL of the repository with the manifests (default: origin of the checkout here).")
    private String repository;

    @Option(
            names = "--branch",
            paramLabel = "NAME",
            description = "Branch with the desired state (default: ${DEFAULT-VALUE}).",
            defaultValue = "main")
    private String branch;

    @Option(
            names = "--git-username",
            paramLabel = "NAME",
            description =
                    "User at the Git server (default: $GITOPS_GIT_USERNAME); for an ssh URL only when it names none.",
            defaultValue = "${env:GITOPS_GIT_USERNAME:-}")
    private String username;

    @Option(
            names = "--git-password-file",
            paramLabel = "FILE",
            description = "File with that user's password or token (default: $GITOPS_GIT_PASSWORD is the password).")
    private Path passwordFile;

    @Mixin
    private SshOptions ssh;

    GitRemote remote() {
        String url = Optional.ofNullable(repository)
                .or(() -> LocalCheckout.here().flatMap(LocalCheckout::origin))
                .orElseThrow(() -> new GitopsException(
                        "There is no repository to deliver to",
                        "Name it with --repository, or run this in a checkout that has a remote 'origin'"));
        return new GitRemote(url, branch);
    }

    RemoteBranch open(GitRemote remote, StateOptions state) {
        return RemoteBranch.open(state.caches(), remote, credentials(remote), TIMEOUT);
    }

    /** The credential for this kind of URL. The environment may hold both kinds. */
    private GitCredentials credentials(GitRemote remote) {
        if (remote.overSsh()) {
            return ssh.credentials(username).orElse(GitCredentials.NONE);
        }
        return username.isEmpty() ? GitCredentials.NONE : new GitCredentials.UsernamePassword(username, password());
    }

    private String password() {
        if (passwordFile == null) {
            return Optional.ofNullable(System.getenv("GITOPS_GIT_PASSWORD"))
                    .orElseThrow(() -> new GitopsException(
                            "There is no password for the Git user " + username,
                            "Put it into a file and name that with --git-password-file, or set GITOPS_GIT_PASSWORD"));
        }
        return SecretFile.text(passwordFile, "password");
    }
}
