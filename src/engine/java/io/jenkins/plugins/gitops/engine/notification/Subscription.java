package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.Set;
import java.util.regex.Pattern;

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

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws GitopsException when the name is none */
    public Subscription {
        if (name.length() > TextLimits.SHOWN || !NAME.matcher(name).matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(name, TextLimits.SHOWN) + "' cannot be the name of a receiver",
                    "Use up to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit");
        }
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
