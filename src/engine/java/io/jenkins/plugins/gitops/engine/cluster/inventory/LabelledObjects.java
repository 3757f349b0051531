package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterUnreachableException;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The live objects of a kind that carry an inventory's label, one after the other. In memory are one page as bytes
 * and one object.
 */
public final class LabelledObjects {

    /** As kubectl; less where objects are large. */
    private static final int LARGEST_PAGE = 500;

    private static final int FIRST_PAGE = 100;
    private static final int BYTES_PER_PAGE = 2 * 1024 * 1024;

    private final ApiServer server;
    private final String label;

    public LabelledObjects(ApiServer server, InventoryId inventory) {
        this.server = server;
        this.label = Inventory.PART_OF + "=" + inventory.applySet();
    }

    /**
     * Gives each object to the consumer. Ends early when the server refuses a page: no right to list, a kind that is not
     * served, a list that took so long that the rest is out of date. A caller that needs the others requests them by name.
     *
     * @param namespace empty for cluster-scoped kinds
     */
    public void each(ApiResource resource, String namespace, Consumer<ObjectNode> object) {
        int limit = FIRST_PAGE;
        String next = "";
        do {
            ApiCall call = ApiCall.get(resource.path(namespace))
                    .with("labelSelector", label)
                    .with("limit", String.valueOf(limit));
            ApiAnswer page = server.send(next.isEmpty() ? call : call.with("continue", next));
            if (!page.ok()) {
                return;
            }
            Page read = read(page, resource, object);
            next = read.next();
            int size = page.length() / Math.max(1, read.objects());
            limit = Math.min(LARGEST_PAGE, Math.max(1, BYTES_PER_PAGE / Math.max(1, size)));
        } while (!next.isEmpty());
    }

    /**
     * What a page held.
     *
     * @param next the token for the next one; empty when this was the last
     */
    private record Page(int objects, String next) {}

    private static Page read(ApiAnswer page, ApiResource resource, Consumer<ObjectNode> object) {
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
                        ObjectNode item = ClusterJson.MAPPER.readTree(json);
                        // In a list, items do not say their kind.
                        item.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
                        object.accept(item);
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
        return new Page(objects, next);
    }
}
