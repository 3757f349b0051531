package io.jenkins.plugins.gitops.engine.cluster.drift;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldDiff;
import io.jenkins.plugins.gitops.engine.cluster.apply.OwnedFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who else owns which field of a live object, by the paths of {@link FieldDiff}. We are left out: when a field of ours
 * is not as we set it, a server that does not track that change (1.20 with {@code kubectl scale}) names us wrongly.
 */
final class FieldOwners {

    /**
     * Another manager.
     *
     * @param since its newest change of the object
     */
    record Owner(String manager, Optional<Instant> since) {}

    private final Map<String, Owner> owners = new HashMap<>();

    private FieldOwners() {}

    static FieldOwners of(JsonNode live) {
        FieldOwners found = new FieldOwners();
        for (JsonNode entry : live.path("metadata").path("managedFields")) {
            String manager = entry.path("manager").asText();
            if (!manager.equals(FieldManager.NAME)) {
                found.walk(new Owner(manager, time(entry.path("time").asText())), entry.path("fieldsV1"), live, "");
            }
        }
        return found;
    }

    /** The field's own owner, or that of the whole that it is a part of, or the newest one of its parts. */
    Optional<Owner> of(String path) {
        for (String part = path; !part.isEmpty(); part = parent(part)) {
            Owner owner = owners.get(part);
            if (owner != null) {
                return Optional.of(owner);
            }
        }
        return owners.entrySet().stream()
                .filter(entry -> isBelow(entry.getKey(), path))
                .map(Map.Entry::getValue)
                .max(Comparator.comparing(owner -> owner.since().orElse(Instant.MIN)));
    }

    /** @param fields in the notation of {@link OwnedFields}; an empty one is owned with all that is below it */
    private void walk(Owner owner, JsonNode fields, JsonNode live, String path) {
        if (fields.isEmpty()) {
            owners.merge(path, owner, FieldOwners::newer);
            return;
        }
        for (Map.Entry<String, JsonNode> part : fields.properties()) {
            String key = part.getKey();
            String name = key.substring(Math.min(2, key.length()));
            if (key.startsWith("f:")) {
                walk(owner, part.getValue(), live.path(name), FieldDiff.fieldPath(path, name));
            } else if (key.startsWith("k:") || key.startsWith("v:")) {
                JsonNode wanted = ClusterJson.lenient(name.getBytes(StandardCharsets.UTF_8));
                FieldDiff.items(live).forEach((label, item) -> {
                    if (key.startsWith("k:") ? OwnedFields.matches(wanted, item) : wanted.equals(item)) {
                        walk(owner, part.getValue(), item, FieldDiff.itemPath(path, label));
                    }
                });
            }
        }
    }

    private static Owner newer(Owner one, Owner other) {
        Instant first = one.since().orElse(Instant.MIN);
        return other.since().orElse(Instant.MIN).isAfter(first) ? other : one;
    }

    /** Where a name holds dots, this yields paths that are nobody's, and then the right one. */
    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    private static boolean isBelow(String path, String whole) {
        return path.startsWith(whole + ".") || path.startsWith(whole + "[");
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
