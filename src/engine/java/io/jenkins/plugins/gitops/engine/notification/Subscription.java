package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Set;

/**
 * A receiver by its name, and what it is told.
 *
 * @param name a DNS label; it names the receiver's folder in the outbox, so another one is another receiver
 * @param environments names; empty for all
 * @param applications names; empty for all
 * @param events kinds; empty for the receiver's usual ones
 */
public record Subscription(
        String name, Receiver receiver, Set<String> environments, Set<String> applications, Set<EventKind> events) {

    /** @throws GitopsException when the name is none */
    public Subscription {
        DnsLabel.require(name, "the name of a receiver");
        environments = Set.copyOf(environments);
        applications = Set.copyOf(applications);
        events = events.isEmpty() ? receiver.usualEvents() : Set.copyOf(events);
    }

    /** Whether it is told this. Who wants to hear of what is healthy hears of what is healthy again, and tests go to all. */
    public boolean wants(NotificationEvent event) {
        if (event.kind() == EventKind.TEST) {
            return true;
        }
        boolean kind = events.contains(event.kind())
                || event.kind() == EventKind.RECOVERED && events.contains(EventKind.HEALTHY);
        return kind
                && (environments.isEmpty()
                        || environments.contains(event.target().environment()))
                && (applications.isEmpty()
                        || applications.contains(event.target().application()));
    }
}
