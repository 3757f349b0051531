package io.jenkins.plugins.gitops.notifications;

import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.tasks.Mailer;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.receiver.AuthorRule;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.LastGrantedAuthoritiesProperty;
import org.springframework.security.core.AuthenticationException;

/**
 * The authors who may read the job of a delivery: whoever may push writes any address into a commit, and a mail has lines of logs.
 * As with the mailer plugin's own mail, so an address has to be that of a user who may see the build.
 */
final class KnownAuthors implements AuthorRule {

    @Override
    public Predicate<String> mayHearOf(NotificationEvent event) {
        Optional<Job<?, ?>> job = job(event);
        return address -> job.filter(found -> mayHear(address, found)).isPresent();
    }

    private static Optional<Job<?, ?>> job(NotificationEvent event) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            return event.delivery()
                    .flatMap(NotificationEvent.Delivery::build)
                    .flatMap(ControllerBuild::at)
                    .map(Run::getParent);
        }
    }

    private static boolean mayHear(String address, Job<?, ?> job) {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            return Stream.concat(configured(address), named(address)).anyMatch(user -> mayRead(user, job));
        }
    }

    /** Those who have this address in their own configuration. */
    private static Stream<User> configured(String address) {
        return User.getAll().stream()
                .filter(user -> is(address, property(user).map(Mailer.UserProperty::getExplicitlyConfiguredAddress)));
    }

    /** Whose address is found by their name: asking that of all users would ask a directory for each. */
    private static Stream<User> named(String address) {
        return Stream.of(address, address.substring(0, address.lastIndexOf('@')))
                .flatMap(id -> Stream.ofNullable(User.getById(id, false)))
                .filter(user -> is(address, property(user).map(Mailer.UserProperty::getAddress)));
    }

    private static Optional<Mailer.UserProperty> property(User user) {
        return Optional.ofNullable(user.getProperty(Mailer.UserProperty.class));
    }

    private static boolean is(String address, Optional<String> other) {
        return other.filter(text -> text.strip().toLowerCase(Locale.ROOT).equals(address))
                .isPresent();
    }

    /** Not one whom a plugin made of a commit, who has no account. */
    private static boolean mayRead(User user, Job<?, ?> job) {
        try {
            if (user.getProperty(LastGrantedAuthoritiesProperty.class) == null) {
                Jenkins.get().getSecurityRealm().loadUserByUsername2(user.getId());
            }
            return job.getACL().hasPermission2(user.impersonate2(), Job.READ);
        } catch (AuthenticationException unknown) {
            return false;
        }
    }
}
