package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What annotations of Argo CD ({@code argocd.argoproj.io/sync-options}) and Helm ({@code helm.sh/resource-policy}) say of how
 * one object is applied and deleted.
 */
public final class SyncOptions {

    private static final String ARGO = "argocd.argoproj.io/sync-options";
    private static final String HELM = "helm.sh/resource-policy";

    private static final Set<String> PRUNED_NOT = Set.of("Prune=false", "Prune=confirm");
    private static final Set<String> REMOVED_NOT = Set.of("Delete=false", "Delete=confirm");
    private static final Set<String> FORCED = Set.of("Force=true");

    /** What a delivery does anyway, or what is a rule for other tools' ways alone. */
    private static final Pattern OBEYED = Pattern.compile(
            "ServerSideApply=true|SkipDryRunOnMissingResource=(true|false)|ApplyOutOfSyncOnly=(true|false)"
                    + "|CreateNamespace=(true|false)|PruneLast=(true|false)|Prune=true|Delete=true|Replace=false|Force=false"
                    + "|RespectIgnoreDifferences=(true|false)|Validate=true|FailOnSharedResource=(true|false)");

    private final JsonNode annotations;

    private SyncOptions(JsonNode metadata) {
        this.annotations = metadata.path("annotations");
    }

    /** @param metadata of the manifest or of the live object */
    public static SyncOptions of(JsonNode metadata) {
        return new SyncOptions(metadata);
    }

    /** Why the object stays when the manifests no longer have it, if it does. */
    public Optional<String> keptWhenPruned() {
        return kept(PRUNED_NOT);
    }

    /** Why the object stays when its application is removed, if it does. */
    public Optional<String> keptWhenRemoved() {
        return kept(REMOVED_NOT);
    }

    private Optional<String> kept(Set<String> options) {
        return options().stream()
                .filter(options::contains)
                .map(option -> ARGO + ": " + option)
                .findFirst()
                .or(() -> Optional.of(HELM + ": keep")
                        .filter(any -> annotations.path(HELM).asText().strip().equals("keep")))
                .map(annotation ->
                        "its annotation " + annotation + " keeps it; delete it yourself, for example with kubectl");
    }

    /**
     * What cannot be done, and what to write instead.
     *
     * @param object as the option for its replacement names it
     */
    public Optional<String> problem(String object) {
        return options().stream()
                .filter(FORCED::contains)
                .findFirst()
                .map(option -> "its annotation " + ARGO + ": " + option
                        + " asks for it to be deleted and made anew, which only a delivery may be told; take the option out, and"
                        + " name the object where it has to be (" + ErrorRemedy.REPLACEMENT.words(object)
                        + "), or make a Job that is to run each time a hook (argocd.argoproj.io/hook: Sync)");
    }

    /** Options that nothing is done for, one sentence each. */
    public List<String> warnings() {
        return options().stream()
                .filter(option -> !OBEYED.matcher(option).matches()
                        && !PRUNED_NOT.contains(option)
                        && !REMOVED_NOT.contains(option)
                        && !FORCED.contains(option))
                .map(option -> "its annotation " + ARGO + ": " + option
                        + " has no effect: each object is applied on the server's side, and checked")
                .toList();
    }

    private List<String> options() {
        return Arrays.stream(annotations.path(ARGO).asText().split(","))
                .map(String::strip)
                .filter(option -> !option.isEmpty())
                .toList();
    }
}
