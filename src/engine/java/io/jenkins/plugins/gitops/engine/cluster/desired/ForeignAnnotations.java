package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.inventory.SyncOptions;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is to be said of annotations that were written for Argo CD or Helm: none of them is passed over in silence. */
public final class ForeignAnnotations {

    private ForeignAnnotations() {}

    /** Why an object cannot be applied as its annotations want it, and what to write instead. */
    static Optional<String> problem(Manifest manifest, JsonNode metadata) {
        return RolloutHook.problem(manifest.groupKind(), metadata)
                .or(() -> SyncOptions.of(metadata).problem(manifest.kind() + "/" + manifest.name()));
    }

    /** What is otherwise done than its author may think, in the manifests' order. */
    public static List<String> warnings(List<Manifest> manifests) {
        List<String> warnings = new ArrayList<>();
        for (Manifest manifest : manifests) {
            JsonNode metadata = manifest.metadata();
            if (RolloutHook.leavesOut(metadata)) {
                warnings.add(ApplyObject.problem(
                        manifest,
                        "it is left out: a test of Helm's, or an object that Argo CD skips, is not delivered"));
                continue;
            }
            RolloutHook.of(metadata)
                    .filter(RolloutHook::deletedAfterFailure)
                    .ifPresent(hook -> warnings.add(ApplyObject.problem(
                            manifest, "when it fails it stays, with its log, until the next delivery deletes it")));
            SyncOptions.of(metadata)
                    .warnings()
                    .forEach(warning -> warnings.add(ApplyObject.problem(manifest, warning)));
        }
        return warnings;
    }
}
