package io.jenkins.plugins.gitops.engine.notification.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.nio.charset.StandardCharsets;

/** JSON for services: without blanks, in UTF-8. */
final class ReceiverJson {

    private ReceiverJson() {}

    static ObjectNode object() {
        return RecordJson.MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode document) {
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
