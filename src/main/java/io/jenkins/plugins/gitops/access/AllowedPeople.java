package io.jenkins.plugins.gitops.access;

import hudson.security.ACL;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * The people who may deliver to an environment: users by their ids, groups by the names that the security realm gives them. The
 * two are apart, because where people may sign up, somebody could take the name of a group as his id. An administrator of
 * Jenkins may always: he can change the lists. Nobody is let in by a list that names nobody of his groups, and an anonymous user
 * never.
 */
final class AllowedPeople {

    /** So many names are in a message, of so many characters. */
    private static final int SHOWN = 10;

    private static final int LONGEST_NAME = 60;

    private final List<String> users;
    private final List<String> groups;

    private AllowedPeople(List<String> users, List<String> groups) {
        this.users = users;
        this.groups = groups;
    }

    static AllowedPeople of(EnvironmentEntry environment) {
        return new AllowedPeople(
                EnvironmentEntry.names(environment.getAllowedUsers()),
                EnvironmentEntry.names(environment.getAllowedGroups()));
    }

    /** Whether the environment names nobody: then the permission Deploy alone decides. */
    boolean namesNobody() {
        return users.isEmpty() && groups.isEmpty();
    }

    boolean allow(Authentication user) {
        if (namesNobody() || Jenkins.get().getACL().hasPermission2(user, Jenkins.ADMINISTER)) {
            return true;
        }
        if (ACL.isAnonymous2(user)) {
            return false;
        }
        SecurityRealm realm = Jenkins.get().getSecurityRealm();
        return users.stream().anyMatch(id -> realm.getUserIdStrategy().equals(id, user.getName()))
                || user.getAuthorities().stream().anyMatch(group -> groups.stream()
                        .anyMatch(name -> realm.getGroupIdStrategy().equals(name, group.getAuthority())));
    }

    /** For a message: who is named. */
    String text() {
        List<String> all = Stream.concat(
                        users.stream().map(AllowedPeople::shown),
                        groups.stream().map(name -> "the group " + shown(name)))
                .toList();
        return String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
                + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }

    private static String shown(String name) {
        return ShownText.line(name, LONGEST_NAME);
    }
}
