package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A field that is left to others, of all objects of a kind or of some: {@code apps/Deployment:/spec/replicas},
 * {@code apps/Deployment/web:/spec/replicas}, {@code apps/Deployment/shop/web:/spec/replicas}; in the core group without a
 * group, {@code ConfigMap/settings:/data/colour}. A group begins with a small letter, and a kind of the core group with a
 * capital one, so the first part says which it is.
 *
 * @param group the API group; empty for the core group
 * @param namespace absent for objects in any namespace, and for cluster-scoped ones
 * @param name absent for all objects of the kind
 */
public record IgnoreRule(
        String group, String kind, Optional<String> namespace, Optional<String> name, ObjectPointer pointer)
        implements Comparable<IgnoreRule> {

    /** A rule as it is written, in characters. */
    public static final int LONGEST = 2000;

    private static final Pattern GROUP = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,253}");

    /** @throws GitopsException when a part is empty or holds what no such part holds */
    public IgnoreRule {
        boolean named = name.isPresent() || namespace.isEmpty();
        if (!group.isEmpty() && !GROUP.matcher(group).matches()
                || !KIND.matcher(kind).matches()
                || !NAME.matcher(namespace.orElse("any")).matches()
                || !NAME.matcher(name.orElse("any")).matches()
                || !named) {
            throw malformed(
                    group + "/" + kind + "/" + namespace.orElse("") + "/" + name.orElse(""),
                    "it does not name objects");
        }
    }

    /** The field of one object. */
    public static IgnoreRule of(ObjectRef ref, ObjectPointer pointer) {
        return new IgnoreRule(
                ref.group(),
                ref.kind(),
                Optional.of(ref.namespace()).filter(namespace -> !namespace.isEmpty()),
                Optional.of(ref.name()),
                pointer);
    }

    /**
     * Reads {@link #text()} back.
     *
     * @throws GitopsException when the text is no rule
     */
    @JsonCreator
    public static IgnoreRule parse(String text) {
        if (text.length() > LONGEST) {
            throw malformed(text, "it has more than " + LONGEST + " characters");
        }
        int colon = text.indexOf(":/");
        if (colon < 0) {
            throw malformed(text, "there is no colon with a JSON pointer behind it");
        }
        String[] parts = text.substring(0, colon).split("/", -1);
        boolean core = !parts[0].isEmpty() && Character.isUpperCase(parts[0].charAt(0));
        int kind = core ? 0 : 1;
        int more = parts.length - kind - 1;
        if (more < 0 || more > 2) {
            throw malformed(text, "'" + ShownText.line(text.substring(0, colon), TextLimits.SHOWN) + "' is no kind");
        }
        try {
            return new IgnoreRule(
                    core ? "" : parts[0],
                    parts[kind],
                    more == 2 ? Optional.of(parts[kind + 1]) : Optional.empty(),
                    more == 0 ? Optional.empty() : Optional.of(parts[parts.length - 1]),
                    ObjectPointer.parse(text.substring(colon + 1)));
        } catch (GitopsException e) {
            throw malformed(text, e.getMessage());
        }
    }

    /** Whether it is about the object. */
    public boolean isAbout(ObjectRef ref) {
        return kind.equals(ref.kind())
                && (group.equals(ref.group()) || group.equals(ref.key().group()))
                && name.map(ref.name()::equals).orElse(true)
                && namespace.map(ref.namespace()::equals).orElse(true);
    }

    @JsonValue
    public String text() {
        return (group.isEmpty() ? "" : group + "/") + kind
                + namespace.map(some -> "/" + some).orElse("")
                + name.map(some -> "/" + some).orElse("") + ":" + pointer;
    }

    @Override
    public String toString() {
        return text();
    }

    @Override
    public int compareTo(IgnoreRule other) {
        return text().compareTo(other.text());
    }

    private static GitopsException malformed(String text, String why) {
        return new GitopsException(
                "'" + ShownText.line(text, TextLimits.SHOWN) + "' does not say what is ignored: " + why,
                "Write GROUP/KIND:POINTER, for example apps/Deployment:/spec/replicas; GROUP/KIND/NAME:POINTER or"
                        + " GROUP/KIND/NAMESPACE/NAME:POINTER for one object; without GROUP/ for ConfigMaps, Services"
                        + " and others of the core group");
    }
}
