package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import io.jenkins.plugins.gitops.checkout.BuiltHead;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.environments.GitopsConfiguration;
import io.jenkins.plugins.gitops.environments.NamePatterns;
import io.jenkins.plugins.gitops.environments.RegistryEntry;
import java.util.Locale;
import java.util.Optional;

/**
 * A registry that a build may use. Never stored.
 *
 * @param host with its port
 * @param plainHttp whether it is used without TLS
 * @param username comes with {@code password}; absent for a registry that needs none
 */
public record RegistryAccess(String host, boolean plainHttp, Optional<String> username, Optional<String> password) {

    private static final String DOCKER_HUB = "docker.io";

    static Optional<RegistryAccess> of(String imageName, Run<?, ?> build) {
        return GitopsConfiguration.get().registry(hostOf(imageName)).map(entry -> {
            if (needsLogin(entry, build)) {
                requireAllowed(entry, build);
            }
            return open(entry, build);
        });
    }

    static Optional<RegistryAccess> begunWith(String imageName, Run<?, ?> build) {
        return GitopsConfiguration.get().registry(hostOf(imageName)).map(entry -> open(entry, build));
    }

    private static boolean needsLogin(RegistryEntry entry, Run<?, ?> build) {
        return entry.getCredentialsId() != null && !EnvironmentAccess.isOfFork(build);
    }

    private static void requireAllowed(RegistryEntry entry, Run<?, ?> build) {
        String job = BuiltHead.allowedAs(build.getParent());
        if (!NamePatterns.of(entry.getAllowedJobs()).allow(job)) {
            throw EnvironmentAccess.notAllowed(
                    "The job " + job + " may not push to the registry '" + entry.getHost() + "'",
                    "allow it (allowedJobs)");
        }
    }

    private static RegistryAccess open(RegistryEntry entry, Run<?, ?> build) {
        if (!needsLogin(entry, build)) {
            return new RegistryAccess(entry.getHost(), entry.isPlainHttp(), Optional.empty(), Optional.empty());
        }
        StandardUsernamePasswordCredentials credential = new BuildCredentials(build)
                .usernamePassword(
                        entry.getCredentialsId(),
                        (entry.isPlainHttp() ? "http://" : "https://") + entry.getHost(),
                        "the registry '" + entry.getHost() + "'");
        return new RegistryAccess(
                entry.getHost(),
                entry.isPlainHttp(),
                Optional.of(credential.getUsername()),
                Optional.of(credential.getPassword().getPlainText()));
    }

    /** A first part without a dot or a colon is a path on Docker Hub, as in all image names. */
    private static String hostOf(String imageName) {
        String name = ImageReference.parse(imageName).name();
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash).toLowerCase(Locale.ROOT);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return !host || first.equals("index.docker.io") ? DOCKER_HUB : first;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RegistryAccess[" + host + username.map(name -> ", user " + name).orElse("") + "]";
    }
}
