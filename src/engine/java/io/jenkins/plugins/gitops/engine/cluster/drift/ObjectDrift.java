package io.jenkins.plugins.gitops.engine.cluster.drift;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An object that is not as the commit wants it.
 *
 * @param location its manifest; absent when the commit has none
 * @param fields what differs in it; empty unless it is {@link Kind#CHANGED}
 */
public record ObjectDrift(ObjectRef ref, Optional<FileLocation> location, Kind kind, List<FieldDrift> fields) {

    /** What the difference is. */
    public enum Kind {
        /** Fields that the commit has, or had, are different. */
        CHANGED("~", ""),
        /** The commit has it, the cluster does not. */
        MISSING("-", " is missing"),
        /** The inventory and the cluster have it, the commit does not. */
        LEFT_OVER("+", " is not in the commit");

        private final String sign;
        private final String description;

        Kind(String sign, String description) {
            this.sign = sign;
            this.description = description;
        }

        /** As metrics and pages say it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ObjectDrift {
        fields = List.copyOf(fields);
    }

    /** One line, and one more for each field. */
    public String text() {
        StringBuilder text = new StringBuilder(kind.sign + " " + ref + kind.description);
        location.ifPresent(place -> text.append("  (").append(place).append(')'));
        fields.forEach(field -> text.append("\n    ").append(field.text()));
        return text.toString();
    }
}
