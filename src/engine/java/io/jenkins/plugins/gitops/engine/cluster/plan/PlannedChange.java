package io.jenkins.plugins.gitops.engine.cluster.plan;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.apply.FieldChange;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.inventory.WavePosition;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What would happen to one object.
 *
 * @param location its manifest; absent for what is pruned
 * @param fields what changes in it; empty unless the action is {@link Action#CHANGE} or {@link Action#REPLACE}
 * @param wave in which it is applied; empty for definitions and namespaces, which come before all waves, and for what is
 *     pruned
 * @param hook when it is applied, for a hook that comes before or after all waves
 * @param remarks what else happens to it, one sentence each
 */
public record PlannedChange(
        ObjectRef ref,
        Optional<FileLocation> location,
        Action action,
        List<FieldChange> fields,
        OptionalInt wave,
        Optional<RolloutHook.Time> hook,
        List<String> remarks) {

    /** What happens to the object. */
    public enum Action {
        CREATE("+"),
        CHANGE("~"),
        /** Deleted and recreated: the field that changes cannot be changed in an existing object. */
        REPLACE("!"),
        UNCHANGED("="),
        PRUNE("-");

        private final String sign;

        Action(String sign) {
            this.sign = sign;
        }
    }

    public PlannedChange {
        fields = List.copyOf(fields);
        // A plan of an older version has no such field.
        hook = Objects.requireNonNullElse(hook, Optional.empty());
        remarks = List.copyOf(remarks);
    }

    static PlannedChange prune(ObjectRef ref) {
        return new PlannedChange(
                ref, Optional.empty(), Action.PRUNE, List.of(), OptionalInt.empty(), Optional.empty(), List.of());
    }

    static PlannedChange of(ApplyObject object, Action action, List<FieldChange> fields) {
        return new PlannedChange(
                object.ref(),
                Optional.of(object.manifest().location()),
                action,
                fields,
                object.position().wave(),
                Optional.of(object.position())
                        .filter(position -> position.wave().isPresent())
                        .map(WavePosition::time)
                        .filter(time -> time != RolloutHook.Time.WITH),
                List.of());
    }

    /** The wave, whatever the stage in it; empty where there is none. */
    Optional<WavePosition> inWave() {
        return wave.isEmpty()
                ? Optional.empty()
                : Optional.of(WavePosition.whole(hook.orElse(RolloutHook.Time.WITH), wave.getAsInt()));
    }

    PlannedChange remarking(String... more) {
        return new PlannedChange(ref, location, action, fields, wave, hook, List.of(more));
    }

    /** One line, and one more for each remark and each field that changes. */
    public String text() {
        StringBuilder text = new StringBuilder(action.sign + " " + ref);
        location.ifPresent(place -> text.append("  (").append(place).append(')'));
        remarks.forEach(remark -> text.append("\n    ").append(remark));
        for (FieldChange field : fields) {
            text.append("\n    ").append(field.text());
        }
        return text.toString();
    }
}
