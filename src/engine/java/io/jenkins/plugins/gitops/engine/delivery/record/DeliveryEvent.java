package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of what a delivery did, as logs and pages show it.
 *
 * @param at when
 * @param phase in which phase
 * @param text what, without secrets; may have several lines
 */
public record DeliveryEvent(Instant at, DeliveryPhase phase, String text) {

    private static final String WARNING = "Warning: ";

    public DeliveryEvent {
        text = ShownText.of(text);
    }

    /** The text of one that asks a person to look. */
    static String warning(String text) {
        return WARNING + text;
    }

    /** What a person should look at; empty for any other event. */
    Optional<String> warning() {
        return text.startsWith(WARNING) ? Optional.of(text.substring(WARNING.length())) : Optional.empty();
    }
}
