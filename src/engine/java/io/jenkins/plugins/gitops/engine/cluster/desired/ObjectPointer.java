package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A field inside an object as a JSON pointer (RFC 6901): {@code /spec/template/spec/containers/web/image}. In a list, where
 * that RFC has nothing but positions, a part may also be the name of a member, or {@code *} for each member: a position
 * says little of a list that others add to. Inside of maps every part is a name, and {@code *} too.
 *
 * @param parts unescaped
 */
public record ObjectPointer(List<String> parts) {

    /** In characters, as it is written. */
    public static final int LONGEST = 1000;

    private static final int DEEPEST = 32;

    /** What is never compared, or says which object it is. */
    private static final Set<String> NEVER_FIELDS = Set.of("apiVersion", "kind", "status");

    private static final Set<String> METADATA = Set.of("labels", "annotations", "finalizers", "ownerReferences");

    /** @throws GitopsException when it is too long, or names what cannot be left to others */
    public ObjectPointer {
        parts = List.copyOf(parts);
        requireUsable(parts);
    }

    /**
     * Reads {@link #text()} back.
     *
     * @throws GitopsException when the text is no pointer
     */
    @JsonCreator
    public static ObjectPointer parse(String text) {
        if (text.length() > LONGEST) {
            throw problem(text, "it has more than " + LONGEST + " characters");
        }
        if (!text.startsWith("/")) {
            throw problem(text, "a JSON pointer begins with a slash");
        }
        List<String> parts = new ArrayList<>();
        for (String part : text.substring(1).split("/", -1)) {
            parts.add(unescaped(part, text));
        }
        return new ObjectPointer(parts);
    }

    private static String unescaped(String part, String text) {
        for (int at = part.indexOf('~'); at >= 0; at = part.indexOf('~', at + 1)) {
            if (at + 1 == part.length() || part.charAt(at + 1) != '0' && part.charAt(at + 1) != '1') {
                throw problem(text, "in a JSON pointer ~ is written as ~0, and a slash inside of a name as ~1");
            }
        }
        return part.replace("~1", "/").replace("~0", "~");
    }

    private static void requireUsable(List<String> parts) {
        String text = text(parts);
        if (parts.isEmpty() || parts.size() > DEEPEST || text.length() > LONGEST) {
            throw problem(text, "it has no part, or more than " + DEEPEST + ", or is too long");
        }
        if (parts.stream().anyMatch(part -> part.isEmpty() || !ShownText.isLine(part))) {
            throw problem(text, "a part is empty, or has characters that nobody sees");
        }
        boolean ofMetadata = parts.get(0).equals("metadata");
        if (NEVER_FIELDS.contains(parts.get(0))
                || ofMetadata && (parts.size() == 1 || !METADATA.contains(parts.get(1)))) {
            throw problem(text, "that is no field which can differ; of metadata, labels and annotations can");
        }
        if (ofMetadata && parts.get(parts.size() - 1).equals(Inventory.PART_OF)) {
            throw problem(text, "that label says what belongs to the application, so it is always compared");
        }
    }

    /** As the RFC writes it. */
    @JsonValue
    public String text() {
        return text(parts);
    }

    private static String text(List<String> parts) {
        return parts.stream()
                .map(part -> "/" + part.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return text();
    }

    private static GitopsException problem(String text, String why) {
        return new GitopsException(
                "the pointer '" + ShownText.line(text, TextLimits.SHOWN) + "': " + why,
                "Write the path of a field, for example /spec/replicas or /spec/template/spec/containers/*/image");
    }
}
