package io.jenkins.plugins.gitops.engine.delivery.drift;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a self-heal put back, in one sync.
 *
 * @param sync its id, under which its record is kept
 * @param delivery the delivery that it made the cluster equal to
 * @param outcome how it ended, once it has
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HealRecord(
        Instant at, DeployId sync, DeployId delivery, List<PutBack> fields, Optional<Outcome> outcome) {

    /** What is kept of one sync, and shown. */
    static final int MOST_FIELDS = 50;

    public HealRecord {
        Objects.requireNonNull(at, "no time");
        Objects.requireNonNull(sync, "no sync");
        fields = List.copyOf(fields);
        outcome = Objects.requireNonNullElse(outcome, Optional.empty());
    }

    /**
     * One field of it.
     *
     * @param path empty for an object that was missing
     * @param manager who had set it
     * @param times how often it has been put back since the delivery, this time included
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PutBack(ObjectRef object, String path, Optional<String> manager, int times) {

        public PutBack {
            Objects.requireNonNull(object, "no object");
            path = Objects.requireNonNullElse(path, "");
            manager = Objects.requireNonNullElse(manager, Optional.empty());
        }

        String text() {
            return object
                    + (path.isEmpty() ? "" : " " + path)
                    + manager.map(name -> ", set by " + name).orElse("")
                    + (times > 1 ? " (" + times + " times now)" : "");
        }
    }

    HealRecord ended(Outcome how) {
        return new HealRecord(at, sync, delivery, fields, Optional.of(how));
    }

    /** For people, in one line. */
    public String text() {
        return ShownText.line("self-heal puts back as delivered by " + delivery + ": "
                + fields.stream().map(PutBack::text).collect(Collectors.joining("; "))
                + (fields.size() == MOST_FIELDS ? "; and perhaps more" : ""));
    }
}
