package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import java.util.Set;
import java.util.function.Predicate;

/** Which authors of commits may get mail: their addresses are what whoever may push wrote there. */
@FunctionalInterface
public interface AuthorRule {

    /**
     * Those of some domains.
     *
     * @param domains in lower case; empty for all
     */
    static AuthorRule ofDomains(Set<String> domains) {
        Set<String> allowed = Set.copyOf(domains);
        return event ->
                address -> allowed.isEmpty() || allowed.contains(address.substring(address.lastIndexOf('@') + 1));
    }

    /** Asked once for each event that is sent; the addresses are in lower case. */
    Predicate<String> mayHearOf(NotificationEvent event);
}
