package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiResource;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
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
            ListPage read = ListPage.read(page, resource, json -> {
                ObjectNode item = ClusterJson.MAPPER.readTree(json);
                // In a list, items do not say their kind.
                item.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
                object.accept(item);
            });
            next = read.next();
            int size = page.length() / Math.max(1, read.objects());
            limit = Math.min(LARGEST_PAGE, Math.max(1, BYTES_PER_PAGE / Math.max(1, size)));
        } while (!next.isEmpty());
    }
}
