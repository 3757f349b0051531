package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import java.io.IOException;

/**
 * What one page of a list held.
 *
 * @param objects how many
 * @param next the token for the next page; empty when this was the last
 */
record ListPage(int objects, String next) {

    /** Reads one object of a list, from its first brace to its last. */
    interface Item {
        void read(JsonParser json) throws IOException;
    }

    /**
     * Reads a page, one object after the other.
     *
     * @throws ClusterUnreachableException when it is no whole JSON
     */
    static ListPage read(ApiAnswer page, ApiResource resource, Item item) {
        int objects = 0;
        String next = "";
        try (JsonParser json = page.parser()) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                if (field.equals("metadata")) {
                    next = ClusterJson.MAPPER
                            .<ObjectNode>readTree(json)
                            .path("continue")
                            .asText();
                } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        item.read(json);
                        objects++;
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (IOException damaged) {
            throw new ClusterUnreachableException(
                    "The list of " + resource.qualified() + " came damaged: " + damaged.getMessage(), damaged);
        }
        return new ListPage(objects, next);
    }
}
