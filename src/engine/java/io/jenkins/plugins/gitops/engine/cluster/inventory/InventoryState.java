package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the cluster remembers of the deliveries to it, so that another process, or a person without Jenkins, can go on
 * from there. The texts mean what the delivery says they mean; here they are only kept.
 *
 * @param deployId of the delivery that wrote this
 * @param revision the commit that the cluster was made equal to
 * @param result how that delivery ended; absent while it runs
 * @param lastHealthyRevision the last commit whose rollout was healthy
 * @param lastHealthyDeployId the delivery that it was healthy in
 * @param heldSource the source commit that is not to be deployed again automatically, after a rollback
 * @param heldImages the images that were put back with it, which are not to be deployed again either
 * @param updated when this was written
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(ignoreUnknown = true)
public record InventoryState(
        Optional<String> deployId,
        Optional<String> revision,
        Optional<String> result,
        Optional<String> lastHealthyRevision,
        Optional<String> lastHealthyDeployId,
        Optional<String> heldSource,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> heldImages,
        Optional<Instant> updated) {

    public InventoryState {
        heldImages = heldImages == null ? List.of() : List.copyOf(heldImages);
    }

    /** Nothing was delivered yet. */
    public static final InventoryState NONE = new InventoryState(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    /** With another time of writing. */
    public InventoryState writtenAt(Optional<Instant> time) {
        return new InventoryState(
                deployId, revision, result, lastHealthyRevision, lastHealthyDeployId, heldSource, heldImages, time);
    }

    /** With another source held, and these images of it. */
    public InventoryState holding(String source, List<String> images) {
        return new InventoryState(
                deployId,
                revision,
                result,
                lastHealthyRevision,
                lastHealthyDeployId,
                Optional.of(source),
                images,
                updated);
    }
}
