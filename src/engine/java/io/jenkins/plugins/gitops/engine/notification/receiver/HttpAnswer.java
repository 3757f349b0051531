package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.notification.SendResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a service answered.
 *
 * @param code the HTTP status
 * @param body at most 64 KiB of it, with our credentials masked
 * @param retryAfter how long it asks us to wait, where it says so in seconds
 */
record HttpAnswer(int code, String body, Optional<Duration> retryAfter) {

    private static final int LONGEST_QUOTE = 150;

    boolean succeeded() {
        return code >= 200 && code < 300;
    }

    /** What it means when it did not succeed. */
    SendResult failure() {
        String said = "it answered " + code + quote();
        if (code == 408 || code == 425 || code == 429 || code >= 500) {
            return new SendResult.Later(said, retryAfter);
        }
        if (code >= 300 && code < 400) {
            return new SendResult.Refused(
                    said + ", which sends us elsewhere; nothing with a credential goes there",
                    "Correct the receiver's address");
        }
        return new SendResult.Refused(said, "Check the receiver's address and credential, and what that one may do");
    }

    /** The body as JSON; missing when it is none. */
    JsonNode json() {
        try {
            return RecordJson.MAPPER.readTree(body);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    private String quote() {
        String text = body.strip();
        if (text.isEmpty()) {
            return "";
        }
        // A page of a proxy or a login says nothing in its beginning.
        return text.startsWith("<") ? " with a page" : ": " + ReceiverHttp.quoted(text, LONGEST_QUOTE);
    }
}
