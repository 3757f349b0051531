package io.jenkins.plugins.gitops.access;

import hudson.model.User;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import java.util.Optional;
import jenkins.model.JenkinsLocationConfiguration;

/** Users of Jenkins as authors of commits: the address is their id at the host of the administrator's address. */
public final class PersonOfJenkins {

    private PersonOfJenkins() {}

    /** Jenkins itself, for what no person asked for. */
    public static GitIdentity jenkins() {
        return new GitIdentity("Jenkins", address());
    }

    /** @param id of a user, who may be gone */
    public static GitIdentity of(String id) {
        User user = User.getById(id, false);
        String name = user == null ? id : user.getFullName();
        String address = address();
        return GitIdentity.lenient(
                name, id.replaceAll("[^A-Za-z0-9._-]", "-") + "@" + address.substring(address.indexOf('@') + 1));
    }

    private static String address() {
        String address = Optional.ofNullable(JenkinsLocationConfiguration.get())
                .map(JenkinsLocationConfiguration::getAdminAddress)
                .orElse("")
                .replaceFirst(".*<([^>]*)>.*", "$1");
        return address.contains("@") && !address.contains(" ") ? address : "jenkins@localhost";
    }
}
