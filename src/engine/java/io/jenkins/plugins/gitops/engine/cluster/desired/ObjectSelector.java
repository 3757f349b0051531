package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object as a person names one to allow something for it: {@code Job/migrate}, {@code Job.batch/migrate},
 * {@code Job/shop/migrate}.
 *
 * @param kind with or without its group, in any case
 * @param namespace absent when any will do
 */
public record ObjectSelector(String kind, Optional<String> namespace, String name)
        implements Comparable<ObjectSelector> {

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9.:_-]+");

    /** @throws GitopsException when a part is empty or holds what no name holds */
    public ObjectSelector {
        if (!PART.matcher(kind).matches()
                || !PART.matcher(name).matches()
                || !PART.matcher(namespace.orElse("any")).matches()) {
            throw malformed(kind + "/" + namespace.map(some -> some + "/").orElse("") + name);
        }
    }

    /**
     * Reads {@link #text()} back.
     *
     * @throws GitopsException when the text names no object
     */
    @JsonCreator
    public static ObjectSelector parse(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 2 -> new ObjectSelector(parts[0], Optional.empty(), parts[1]);
            case 3 -> new ObjectSelector(parts[0], Optional.of(parts[1]), parts[2]);
            default -> throw malformed(text);
        };
    }

    /** Whether it is this one that is named. */
    boolean matches(ObjectRef ref) {
        return (kind.equalsIgnoreCase(ref.kind())
                        || kind.equalsIgnoreCase(ref.key().groupKind())
                        || kind.equalsIgnoreCase(ref.kind() + "." + ref.group()))
                && name.equals(ref.name())
                && namespace.map(ref.namespace()::equals).orElse(true);
    }

    /** {@code Job/migrate}, {@code Job/shop/migrate}. */
    @JsonValue
    public String text() {
        return kind + "/" + namespace.map(some -> some + "/").orElse("") + name;
    }

    @Override
    public String toString() {
        return text();
    }

    @Override
    public int compareTo(ObjectSelector other) {
        return text().compareTo(other.text());
    }

    private static GitopsException malformed(String text) {
        return new GitopsException(
                "'" + text + "' does not name an object",
                "Write KIND/NAME or KIND/NAMESPACE/NAME, for example Job/migrate");
    }
}
