package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An object as a person names it on the command line or in a Pipeline: {@code Job/migrate}, {@code Job.batch/migrate},
 * {@code Job/shop/migrate}, {@code Namespace/shop}.
 *
 * @param kind with or without its group, in any case
 * @param namespace absent for an object in any namespace, and for a cluster-scoped object
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

    /** The one object, as messages show how to name it. */
    public static ObjectSelector of(ObjectRef ref) {
        Optional<String> namespace = ref.namespace().isEmpty() ? Optional.empty() : Optional.of(ref.namespace());
        return new ObjectSelector(ref.kind(), namespace, ref.name());
    }

    /**
     * Reads {@link #text()} back.
     *
     * @throws GitopsException when the text names no object
     */
    @JsonCreator
    public static ObjectSelector parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length == 3 && parts[1].isEmpty()) {
            throw new GitopsException(
                    "'" + text + "' has no namespace between its slashes",
                    "Write " + parts[0] + "/" + parts[2] + "; an object that belongs to no namespace has one slash");
        }
        return switch (parts.length) {
            case 2 -> new ObjectSelector(parts[0], Optional.empty(), parts[1]);
            case 3 -> new ObjectSelector(parts[0], Optional.of(parts[1]), parts[2]);
            default -> throw malformed(text);
        };
    }

    /** Whether the object is the named one, or one of them where no namespace is given. */
    public boolean matches(ObjectRef ref) {
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
