package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Instant;

/**
 * One line of what a delivery did, as logs and pages show it.
 *
 * @param at when
 * @param phase in which phase
 * @param text what, without secrets; may have several lines
 */
public record DeliveryEvent(Instant at, DeliveryPhase phase, String text) {

    public DeliveryEvent {
        text = ShownText.of(text);
    }
}
