package io.jenkins.plugins.gitops.engine.cluster.apply;

import io.jenkins.plugins.gitops.engine.cluster.api.ApiServer;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Objects that other inventories list. They are told once for each inventory, with its name as far as it can be read. Threads
 * may add at the same time.
 */
public final class ForeignObjects {

    private static final int SHOWN = 5;
    private static final String WAY_OUT =
            "; take it out of the manifests of one of them. When that one is not needed any more,"
                    + " 'gitops inventory forget' lets go of what it lists; when it was only named otherwise, 'gitops inventory rename'"
                    + " gives it the new name";

    private final ApiServer server;
    private final Map<String, List<ApplyObject>> byOwner = new TreeMap<>();

    public ForeignObjects(ApiServer server) {
        this.server = server;
    }

    public synchronized void add(ServerSideApply.ForeignException refused) {
        byOwner.computeIfAbsent(refused.owner(), owner -> new ArrayList<>()).add(refused.object());
    }

    /** A problem's text for each other inventory. */
    public synchronized List<String> problems() {
        return byOwner.entrySet().stream()
                .map(each -> problem(owner(each.getKey(), each.getValue()), each.getValue()))
                .toList();
    }

    private String owner(String applySet, List<ApplyObject> objects) {
        List<String> namespaces = objects.stream()
                .map(object -> object.ref().namespace())
                .distinct()
                .toList();
        return "another inventory, "
                + new InventoryStore(server)
                        .describe(applySet, namespaces)
                        .orElse(applySet
                                + ", an inventory that cannot be read here (kubectl get configmaps,secrets -A -l"
                                + " applyset.kubernetes.io/id=" + applySet + " finds it)");
    }

    private static String problem(String owner, List<ApplyObject> objects) {
        if (objects.size() == 1) {
            return objects.get(0).problem("it belongs to " + owner + WAY_OUT);
        }
        String some = objects.stream()
                .sorted(Comparator.comparing(object -> object.ref().key()))
                .limit(SHOWN)
                .map(object -> object.ref() + " (" + object.manifest().location() + ")")
                .collect(Collectors.joining(", "));
        int more = objects.size() - SHOWN;
        return objects.size() + " objects belong to " + owner + ": " + some + (more > 0 ? " and " + more + " more" : "")
                + WAY_OUT.replace("take it", "take them");
    }
}
