package io.jenkins.plugins.gitops.engine.cluster.inventory;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which version each member of an inventory has: each write gives an object another one.
 *
 * @param byObject the version, which is also another one when the object was made anew
 */
public record ObjectVersions(Map<ObjectKey, String> byObject) {

    public ObjectVersions {
        byObject = Map.copyOf(byObject);
    }

    /** What was written, made or deleted since. */
    public Set<ObjectKey> changedSince(ObjectVersions before) {
        Set<ObjectKey> changed = new HashSet<>();
        byObject.forEach((object, version) -> {
            if (!version.equals(before.byObject.get(object))) {
                changed.add(object);
            }
        });
        before.byObject.keySet().stream()
                .filter(object -> !byObject.containsKey(object))
                .forEach(changed::add);
        return changed;
    }
}
