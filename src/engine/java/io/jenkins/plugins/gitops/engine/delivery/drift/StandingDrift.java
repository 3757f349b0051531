package io.jenkins.plugins.gitops.engine.delivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import io.jenkins.plugins.gitops.engine.cluster.drift.FieldDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A difference that was seen and has not ended. Holds no secret.
 *
 * @param object the object, or the one that is missing
 * @param kind what differs
 * @param path the field, as people write it; empty when it is the whole object
 * @param pointer the field, as a rule takes it
 * @param wanted its value in the commit as JSON, shortened; empty when there is none
 * @param live its value in the cluster, likewise
 * @param manager who set it, as far as the server says
 * @param since since when it differs: by the server's own notes where it has some, otherwise when it was seen first
 * @param changed when it was last seen with other values, or another manager, than before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StandingDrift(
        ObjectRef object,
        ObjectDrift.Kind kind,
        String path,
        Optional<ObjectPointer> pointer,
        String wanted,
        String live,
        Optional<String> manager,
        Instant since,
        Optional<Instant> changed) {

    /** @throws NullPointerException when a file lacks what every version wrote */
    public StandingDrift {
        Objects.requireNonNull(object, "no object");
        Objects.requireNonNull(kind, "no kind");
        Objects.requireNonNull(since, "no time");
        path = Objects.requireNonNullElse(path, "");
        pointer = Objects.requireNonNullElse(pointer, Optional.empty());
        wanted = Objects.requireNonNullElse(wanted, "");
        live = Objects.requireNonNullElse(live, "");
        manager = Objects.requireNonNullElse(manager, Optional.empty());
        changed = Objects.requireNonNullElse(changed, Optional.empty());
    }

    /** An object that is missing, or not in the commit. */
    static StandingDrift whole(ObjectDrift drift, Instant now) {
        return new StandingDrift(
                drift.ref(), drift.kind(), "", Optional.empty(), "", "", Optional.empty(), now, Optional.empty());
    }

    static StandingDrift of(ObjectDrift drift, FieldDrift field, Instant now) {
        return new StandingDrift(
                drift.ref(),
                drift.kind(),
                field.path(),
                field.pointer(),
                field.wanted(),
                field.live(),
                field.manager(),
                field.since().filter(time -> !time.isAfter(now)).orElse(now),
                Optional.empty());
    }

    @JsonIgnore
    public DriftKey key() {
        return new DriftKey(object.key(), path);
    }

    /**
     * The list of which a whole member differs, or the map with a field that the commit has not: others name those, and may name
     * them anew each time. Empty for any other difference. Its path is its pointer.
     */
    Optional<StandingDrift> container() {
        List<String> parts = pointer.map(ObjectPointer::parts).orElse(List.of());
        if (parts.size() < 2 || !path.endsWith("]") && !wanted.isEmpty()) {
            return Optional.empty();
        }
        ObjectPointer of = new ObjectPointer(parts.subList(0, parts.size() - 1));
        return Optional.of(
                new StandingDrift(object, kind, of.text(), Optional.of(of), "", "", manager, since, Optional.empty()));
    }

    /** The same difference as it is seen now: it began when it was seen first. */
    StandingDrift goingOnFrom(StandingDrift before, Instant now) {
        return new StandingDrift(
                object,
                kind,
                path,
                pointer,
                wanted,
                live,
                manager,
                before.since(),
                isAs(before) ? before.changed() : Optional.of(now));
    }

    boolean isAs(StandingDrift other) {
        return kind == other.kind
                && wanted.equals(other.wanted)
                && live.equals(other.live)
                && manager.equals(other.manager);
    }

    /** Whether an apply would set it back: neither what nobody wants, nor what is being deleted. */
    boolean canBePutBack() {
        return kind == ObjectDrift.Kind.MISSING || kind == ObjectDrift.Kind.CHANGED && !isDeletion();
    }

    boolean isDeletion() {
        return path.equals("metadata.deletionTimestamp");
    }

    /** {@code Deployment shop/web spec.replicas}, for people. */
    public String place() {
        return object + (path.isEmpty() ? "" : " " + path);
    }

    /** For people, in one line. */
    public String text() {
        String what =
                switch (kind) {
                    case MISSING -> " is missing";
                    case LEFT_OVER -> " is not in the commit";
                    case CHANGED ->
                        ": wanted " + (wanted.isEmpty() ? "none" : wanted) + ", is " + (live.isEmpty() ? "none" : live);
                };
        return place() + what + manager.map(name -> "; by " + name).orElse(";") + " since " + since;
    }
}
