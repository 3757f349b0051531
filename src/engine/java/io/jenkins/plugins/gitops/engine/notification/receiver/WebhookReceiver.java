package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Any program: a CloudEvent 1.0 in structured JSON, signed where there is a secret. It gets every event, repeats too. */
public final class WebhookReceiver implements Receiver {

    /** What it is told where its configuration does not say. */
    public static final Set<EventKind> USUAL_EVENTS = Set.copyOf(EnumSet.complementOf(EnumSet.of(EventKind.TEST)));

    private static final String TYPE = "io.jenkins.gitops.";

    private final URI address;
    private final Optional<ReceiverSecret> secret;
    private final ReceiverHttp http;
    private final SteadyClock clock;

    /** @param secret that both sides know */
    public WebhookReceiver(URI address, Optional<ReceiverSecret> secret, ReceiverHttp http, SteadyClock clock) {
        this.address = address;
        this.secret = secret;
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
        byte[] body = ReceiverJson.bytes(cloudEvent(event));
        ReceiverHttp.Post post = new ReceiverHttp.Post(address, "", body)
                .header("Content-Type", "application/cloudevents+json; charset=utf-8");
        secret.ifPresent(key -> {
            post.masking(key.value());
            WebhookSignature.headers(key, event.id(), clock.instant(), body).forEach(post::header);
        });
        return http.post(post, answer -> answer.succeeded() ? SendResult.SENT : answer.failure());
    }

    private static ObjectNode cloudEvent(NotificationEvent event) {
        String subject = event.target().application() + "/" + event.target().environment();
        ObjectNode cloudEvent = ReceiverJson.object()
                .put("specversion", "1.0")
                .put("id", event.id())
                .put("source", "/gitops/" + subject)
                .put("type", TYPE + event.kind().word() + ".v1")
                .put("subject", subject)
                .put("time", event.at().toString())
                .put("datacontenttype", "application/json");
        cloudEvent.set("data", RecordJson.MAPPER.valueToTree(event));
        return cloudEvent;
    }
}
