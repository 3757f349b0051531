package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryEvent;
import java.util.Date;
import java.util.Locale;

/** One line of a delivery's timeline. */
public final class EventView {

    private final DeliveryEvent event;

    EventView(DeliveryEvent event) {
        this.event = event;
    }

    public Date getAt() {
        return Date.from(event.at());
    }

    public String getPhase() {
        return event.phase().name().toLowerCase(Locale.ROOT);
    }

    public String getText() {
        return event.text();
    }
}
