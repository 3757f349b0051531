package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a sync leaves alone; by default nothing. Other deliveries make the cluster equal to their commit, whatever this says.
 *
 * @param ignore fields that are left as they are in the cluster, for people and a drift report as well
 * @param only the objects that are put back, where it is not all of them; hooks are never among them
 */
public record SyncLimits(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedSet<IgnoreRule> ignore,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedSet<ObjectSelector> only) {

    public static final SyncLimits NONE = new SyncLimits(null, null);

    /** @throws GitopsException when there are more than {@link IgnoreRules#MOST} rules */
    public SyncLimits {
        ignore = ignore == null
                ? Collections.emptySortedSet()
                : IgnoreRules.of(ignore).rules();
        only = only == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(new TreeSet<>(only));
    }

    /** Whether the manifests are not all there is, so that the rest is not left over. */
    public boolean partial() {
        return !only.isEmpty();
    }

    public IgnoreRules rules() {
        return new IgnoreRules(ignore);
    }

    public SyncLimits ignoring(IgnoreRules rules) {
        return new SyncLimits(rules.rules(), only);
    }

    public SyncLimits only(SortedSet<ObjectSelector> objects) {
        return new SyncLimits(ignore, objects);
    }

    /**
     * Whether the manifest's object is put back.
     *
     * @param namespace of objects that name none
     */
    public boolean covers(Manifest manifest, String namespace) {
        if (only.isEmpty()) {
            return true;
        }
        return !ApplyWave.mayBeGone(manifest)
                && only.stream()
                        .anyMatch(object -> object.kind().equals(manifest.groupKind())
                                && object.name().equals(manifest.name())
                                && object.namespace()
                                        .map(manifest.namespace().orElse(namespace)::equals)
                                        .orElse(true));
    }
}
