package io.jenkins.plugins.gitops.engine.cluster;

import io.jenkins.plugins.gitops.engine.manifest.Location;
import java.util.List;
import java.util.Optional;

/**
 * What would happen to one object.
 *
 * @param location its manifest; absent for what is pruned
 * @param fields what changes in it; empty unless the action is {@link Action#CHANGE}
 */
public record PlannedChange(ObjectRef ref, Optional<Location> location, Action action, List<FieldChange> fields) {

    /** What happens to the object. */
    public enum Action {
        CREATE("+"),
        CHANGE("~"),
        UNCHANGED("="),
        PRUNE("-");

        private final String sign;

        Action(String sign) {
            this.sign = sign;
        }
    }

    public PlannedChange {
        fields = List.copyOf(fields);
    }

    /** One line, and one more for each field that changes. */
    public String text() {
        StringBuilder text = new StringBuilder(action.sign + " " + ref);
        location.ifPresent(place -> text.append("  (").append(place).append(')'));
        for (FieldChange field : fields) {
            text.append("\n    ").append(field.path()).append(": ");
            text.append(field.before().isEmpty() ? "(none)" : field.before()).append(" -> ");
            text.append(field.after().isEmpty() ? "(none)" : field.after());
        }
        return text.toString();
    }
}
