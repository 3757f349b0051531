package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.notification.EventKind;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A channel of Slack, or of what speaks its Web API, with a bot's token. One message a delivery, which is updated, and one thread
 * below it with the details. What is the same again is a changed message, and no new one.
 */
public final class SlackReceiver implements Receiver {

    /** What it is told where its configuration does not say. */
    public static final Set<EventKind> USUAL_EVENTS = Set.copyOf(EnumSet.complementOf(EnumSet.of(EventKind.TEST)));

    private static final Set<String> LATER = Set.of(
            "ratelimited",
            "rate_limited",
            "internal_error",
            "fatal_error",
            "request_timeout",
            "service_unavailable",
            "team_added_to_org");

    /** The message is gone, or may be changed no more. */
    private static final Set<String> WITHOUT_MESSAGE =
            Set.of("message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found");

    /** They end what a message said. Where there is none, nobody has to hear of it. */
    private static final Set<EventKind> ONLY_CHANGES = Set.of(EventKind.NOT_DELIVERED, EventKind.APPROVAL_ENDED);

    private static final Set<EventKind> WITHOUT_DETAILS = Set.of(EventKind.STARTED, EventKind.APPROVAL, EventKind.TEST);

    private final URI api;
    private final ReceiverSecret token;
    private final String channel;
    private final MessageLanguage language;
    private final ReceiverHttp http;

    /**
     * @param api where the methods are: {@code https://slack.com/api/}
     * @param token of a bot that may {@code chat:write}
     * @param channel its id, or its name with {@code #}
     */
    public SlackReceiver(URI api, ReceiverSecret token, String channel, MessageLanguage language, ReceiverHttp http) {
        this.api = api;
        this.token = token;
        this.channel = channel;
        this.language = language;
        this.http = http;
    }

    /** Where a message is: the channel's id and the message's time, which is its name there. */
    private record Place(String channel, String ts) {

        static Optional<Place> parse(String text) {
            String[] parts = text.split(" ", 2);
            return parts.length == 2 ? Optional.of(new Place(parts[0], parts[1])) : Optional.empty();
        }
    }

    @Override
    public Set<EventKind> usualEvents() {
        return USUAL_EVENTS;
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        NotificationEvent event = notification.event();
        NotificationText text = NotificationText.of(event, language);
        String key = "message:" + event.subject();
        Optional<Place> known = memory.get(key).flatMap(Place::parse);
        if (known.isEmpty() && (notification.repeat() || ONLY_CHANGES.contains(event.kind()))) {
            return new SendResult.Skipped("nobody was told that it began");
        }
        SendResult told = known.isPresent() ? update(known.get(), event, text) : post(key, event, text, memory);
        boolean gone = told instanceof SendResult.Skipped;
        if (gone) {
            told = post(key, event, text, memory);
        }
        boolean more = told instanceof SendResult.Sent
                && !notification.repeat()
                && !ONLY_CHANGES.contains(event.kind())
                && !WITHOUT_DETAILS.contains(event.kind());
        Optional<Place> place = memory.get(key).flatMap(Place::parse);
        return more && place.isPresent() ? reply(place.get(), event, text) : told;
    }

    private SendResult post(String key, NotificationEvent event, NotificationText text, ReceiverMemory memory) {
        ObjectNode message = message(event, SlackText.summary(event, text)).put("channel", channel);
        return call("chat.postMessage", message, answer -> {
            String ts = answer.path("ts").asText();
            if (!ts.isEmpty() && ts.length() < TextLimits.SHOWN) {
                memory.put(key, answer.path("channel").asText(channel) + " " + ts);
            }
        });
    }

    /** Skipped when there is no such message any more. */
    private SendResult update(Place place, NotificationEvent event, NotificationText text) {
        return call(
                "chat.update",
                message(event, SlackText.summary(event, text))
                        .put("channel", place.channel())
                        .put("ts", place.ts()),
                answer -> {});
    }

    private SendResult reply(Place place, NotificationEvent event, NotificationText text) {
        return call(
                "chat.postMessage",
                message(event, SlackText.details(text))
                        .put("channel", place.channel())
                        .put("thread_ts", place.ts()),
                answer -> {});
    }

    /** With the event's id, to tell repeats by. */
    private static ObjectNode message(NotificationEvent event, String text) {
        ObjectNode message = ReceiverJson.object()
                .put("text", text)
                // Only what is written as a link is one.
                .put("parse", "none")
                .put("unfurl_links", false)
                .put("unfurl_media", false);
        message.putObject("metadata")
                .put("event_type", "gitops_" + event.kind().word().replace('-', '_'))
                .putObject("event_payload")
                .put("id", event.id());
        return message;
    }

    /** What is done with the answer of a call that succeeded. */
    private interface Use {
        void of(JsonNode answer);
    }

    private SendResult call(String method, ObjectNode message, Use use) {
        ReceiverHttp.Post post = new ReceiverHttp.Post(api, method, ReceiverJson.bytes(message))
                .secret("Authorization", "Bearer ", token);
        return http.post(post, answer -> {
            if (!answer.succeeded()) {
                return answer.failure();
            }
            JsonNode body = answer.json();
            if (body.path("ok").asBoolean()) {
                use.of(body);
                return SendResult.SENT;
            }
            return failed(
                    method,
                    ShownText.line(body.path("error").asText("no answer of Slack's"), TextLimits.SHOWN),
                    answer);
        });
    }

    private static SendResult failed(String method, String error, HttpAnswer answer) {
        if (WITHOUT_MESSAGE.contains(error)) {
            return new SendResult.Skipped(error);
        }
        String why = method + " ended with " + ReceiverHttp.quoted(error, TextLimits.SHOWN);
        return LATER.contains(error) || answer.json().path("ok").isMissingNode()
                ? new SendResult.Later(why, answer.retryAfter())
                : new SendResult.Refused(
                        why, "Check the token and the channel, and that the bot is in it and may chat:write");
    }
}
