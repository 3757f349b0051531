package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.notification.MessageLanguage;
import io.jenkins.plugins.gitops.engine.notification.Notification;
import io.jenkins.plugins.gitops.engine.notification.NotificationEvent;
import io.jenkins.plugins.gitops.engine.notification.NotificationText;
import io.jenkins.plugins.gitops.engine.notification.Receiver;
import io.jenkins.plugins.gitops.engine.notification.ReceiverMemory;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.net.URI;
import java.util.List;

/**
 * A channel of Microsoft Teams, by a workflow that posts what its webhook receives: a message with an adaptive card. Such a
 * webhook says nothing of the message, so nothing is updated. Text of others is in text runs, in which nothing is markup.
 */
public final class TeamsReceiver implements Receiver {

    /** Teams takes 28 KB; a card has up to three long parts, of up to three bytes a character. */
    private static final int LONGEST_PART = 2500;

    private final URI workflow;
    private final MessageLanguage language;
    private final ReceiverHttp http;

    /** @param workflow the address that the workflow shows; whoever knows it may post */
    public TeamsReceiver(URI workflow, MessageLanguage language, ReceiverHttp http) {
        this.workflow = workflow;
        this.language = language;
        this.http = http;
    }

    @Override
    public SendResult send(Notification notification, ReceiverMemory memory) {
        if (notification.repeat()) {
            return new SendResult.Skipped("the same was told before");
        }
        return http.post(
                new ReceiverHttp.Post(workflow, "", ReceiverJson.bytes(message(notification.event()))),
                answer -> answer.succeeded() ? SendResult.SENT : answer.failure());
    }

    private ObjectNode message(NotificationEvent event) {
        ObjectNode message = ReceiverJson.object().put("type", "message").put("id", event.id());
        ObjectNode attachment = message.putArray("attachments").addObject();
        attachment.put("contentType", "application/vnd.microsoft.card.adaptive").putNull("contentUrl");
        attachment.set("content", card(event));
        return message;
    }

    private ObjectNode card(NotificationEvent event) {
        NotificationText text = NotificationText.of(event, language);
        ObjectNode card = ReceiverJson.object()
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4");
        ArrayNode body = card.putArray("body");
        run(body, text.title()).put("weight", "Bolder").put("size", "Medium").put("color", color(event));
        if (!text.reason().isEmpty()) {
            run(body, text.reason()).put("fontType", "Monospace");
        }
        section(body, text.nextTitle(), text.next());
        section(body, text.commitsTitle(), text.commits());
        section(
                body,
                "",
                text.facts().stream()
                        .map(fact -> fact.label() + ": " + fact.value())
                        .toList());
        event.link()
                .filter(page -> page.startsWith("https://") || page.startsWith("http://"))
                .ifPresent(page -> card.putArray("actions")
                        .addObject()
                        .put("type", "Action.OpenUrl")
                        .put("title", NotificationText.buildLabel(language))
                        .put("url", page));
        card.putObject("msteams").put("width", "Full");
        return card;
    }

    private static void section(ArrayNode body, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            if (!title.isEmpty()) {
                run(body, title).put("weight", "Bolder");
            }
            run(body, String.join("\n", lines));
        }
    }

    private static ObjectNode run(ArrayNode body, String text) {
        return body.addObject()
                .put("type", "RichTextBlock")
                .putArray("inlines")
                .addObject()
                .put("type", "TextRun")
                .put("text", ShownText.cut(text, LONGEST_PART));
    }

    private static String color(NotificationEvent event) {
        if (event.kind().isGood()) {
            return "Good";
        }
        return event.kind().isTrouble() ? "Attention" : "Default";
    }
}
