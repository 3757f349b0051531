package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.record.ShortReason;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Alertmanager, by its API v2. An environment whose newest delivery failed is a firing alert, one that was rolled back another, and
 * one that drifted a third; what becomes healthy resolves all. Names and severities are those of the rules for Prometheus
 * (examples/monitoring). Nobody is there to send an alert again, so it says itself how
 * long it fires: until it is resolved, and for {@code firingFor} at most. Its labels are application, environment, severity and what is
 * configured, so each environment has one alert of a name.
 */
public final class AlertmanagerReceiver implements Receiver {

    /** What it is told where its configuration does not say. */
    public static final Set<EventKind> USUAL_EVENTS = Set.copyOf(EnumSet.of(
            EventKind.FAILED,
            EventKind.ROLLED_BACK,
            EventKind.DRIFT,
            EventKind.DRIFT_ENDED,
            EventKind.HEALTHY,
            EventKind.RECOVERED));

    /** So long an alert fires that nothing resolves. */
    public static final Duration FIRING = Duration.ofDays(7);

    private static final String FAILED = "GitopsDeliveryFailed";
    private static final String ROLLED_BACK = "GitopsDeliveryRolledBack";
    private static final String DRIFT = "GitopsDrift";
    private static final Map<String, String> SEVERITIES =
            Map.of(FAILED, "critical", ROLLED_BACK, "warning", DRIFT, "warning");
    private static final int LONGEST = 1000;

    private final URI server;
    private final Optional<HttpLogin> login;
    private final Map<String, String> labels;
    private final Duration firingFor;
    private final MessageLanguage language;
    private final ReceiverHttp http;
    private final SteadyClock clock;

    /**
     * @param server with the path of its prefix, where it has one
     * @param labels more labels of each alert, for routes
     */
    public AlertmanagerReceiver(
            URI server,
            Optional<HttpLogin> login,
            Map<String, String> labels,
            Duration firingFor,
            MessageLanguage language,
            ReceiverHttp http,
            SteadyClock clock) {
        this.server = server;
        this.login = login;
        this.labels = Map.copyOf(labels);
        this.firingFor = firingFor;
        this.language = language;
        this.http = http;
        this.clock = clock;
    }

    @Override
    public Set<EventKind> usualEvents() {
        return USUAL_EVENTS;
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        NotificationEvent event = notification.event();
        ArrayNode alerts = RecordJson.MAPPER.createArrayNode();
        switch (event.kind()) {
            case FAILED -> alerts.add(firing(FAILED, event)).add(resolved(ROLLED_BACK, event));
            case ROLLED_BACK -> alerts.add(firing(ROLLED_BACK, event)).add(resolved(FAILED, event));
            case DRIFT -> alerts.add(firing(DRIFT, event));
            case DRIFT_ENDED -> alerts.add(resolved(DRIFT, event));
            case HEALTHY, RECOVERED ->
                alerts.add(resolved(FAILED, event))
                        .add(resolved(ROLLED_BACK, event))
                        .add(resolved(DRIFT, event));
            // An alert that is resolved from its beginning: the way there is tried, and nobody is called.
            case TEST -> alerts.add(resolved("GitopsTest", event));
            default -> {
                return new SendResult.Skipped("it is no alert");
            }
        }
        ReceiverHttp.Post post = new ReceiverHttp.Post(server, "api/v2/alerts", ReceiverJson.bytes(alerts));
        login.ifPresent(who -> who.addTo(post));
        return http.post(post, answer -> answer.succeeded() ? SendResult.SENT : answer.failure());
    }

    private ObjectNode firing(String name, NotificationEvent event) {
        return alert(name, event)
                .put("startsAt", event.at().toString())
                .put("endsAt", clock.instant().plus(firingFor).toString());
    }

    /** It ends when it is sent at the latest, also where the event's time is in the future of that. */
    private ObjectNode resolved(String name, NotificationEvent event) {
        Instant now = clock.instant();
        return alert(name, event).put("endsAt", (event.at().isBefore(now) ? event.at() : now).toString());
    }

    private ObjectNode alert(String name, NotificationEvent event) {
        NotificationText text = NotificationText.of(event, language);
        ObjectNode alert = ReceiverJson.object();
        ObjectNode all = alert.putObject("labels");
        Optional.ofNullable(SEVERITIES.get(name)).ifPresent(severity -> all.put("severity", severity));
        labels.forEach(all::put);
        all.put("alertname", name)
                .put("application", event.target().application())
                .put("environment", event.target().environment());
        ObjectNode annotations =
                alert.putObject("annotations").put("summary", text.title()).put("id", event.id());
        String description =
                event.failure().map(failure -> ShortReason.of(failure.reason())).orElse("");
        put(annotations, "description", description);
        put(annotations, "next", String.join("\n", text.next()));
        put(annotations, "commits", String.join("\n", text.commits()));
        event.delivery().ifPresent(delivery -> {
            annotations.put("delivery", delivery.id().value());
            delivery.build()
                    .filter(build -> build.startsWith("http"))
                    .ifPresent(build -> alert.put("generatorURL", build));
        });
        return alert;
    }

    private static void put(ObjectNode annotations, String name, String value) {
        if (!value.isEmpty()) {
            annotations.put(name, ShownText.cut(value, LONGEST));
        }
    }
}
