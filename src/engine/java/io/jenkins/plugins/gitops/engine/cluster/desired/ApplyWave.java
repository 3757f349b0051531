package io.jenkins.plugins.gitops.engine.cluster.desired;

import io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.inventory.WavePosition;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects that are applied together, after those before: of one wave by annotation, those of one stage.
 *
 * @param name for people: {@code workloads}; where there are several waves, {@code wave 2, workloads}
 * @param awaited what has to be healthy before the next ones are applied: definitions, since nothing can be made of a kind
 *     before they are established; workloads before a webhook, which refuses everything before they answer; and at the end
 *     of an annotated wave, and of one with hooks, all that is in it. A claim may wait for the pod that mounts it, so the stages inside a wave do
 *     not wait for one another
 */
public record ApplyWave(String name, List<Manifest> manifests, List<Manifest> awaited) {

    public ApplyWave {
        manifests = List.copyOf(manifests);
        awaited = List.copyOf(awaited);
    }

    /** Whether the next ones have to wait. */
    public boolean mustBeReady() {
        return !awaited.isEmpty();
    }

    /**
     * Those that may be deleted already when the next wave begins: jobs that clusters remove some time after their end, and
     * hooks. They have succeeded by then.
     */
    public List<Manifest> expiring() {
        return awaited.stream().filter(ApplyWave::mayBeGone).toList();
    }

    /** Whether it may have succeeded and be gone: what expires, and hooks. */
    public static boolean mayBeGone(Manifest manifest) {
        return isPassing(manifest) || mayExpire(manifest);
    }

    /** Whether it is a hook that need not be there any more when its wave is over. */
    public static boolean isPassing(Manifest manifest) {
        return RolloutHook.isPassing(manifest.groupKind(), manifest.metadata());
    }

    /** Whether the cluster removes it some time after its end, as Jobs with {@code ttlSecondsAfterFinished}. */
    public static boolean mayExpire(Manifest manifest) {
        return KnownKind.of(manifest.group(), manifest.kind()).mayExpire()
                && manifest.content().path("spec").has("ttlSecondsAfterFinished");
    }

    /** Whether a Namespace of this name is in it. */
    public boolean createsNamespace(String namespace) {
        return manifests.stream()
                .anyMatch(manifest -> manifest.name().equals(namespace)
                        && KnownKind.of(manifest.group(), manifest.kind()) == KnownKind.NAMESPACE);
    }

    /** Whether it is one of the first waves, which come before all others. */
    public boolean createsDefinitionsOrNamespaces() {
        return manifests.stream()
                .map(manifest -> KnownKind.of(manifest.group(), manifest.kind()).stage())
                .anyMatch(stage -> stage == ApplyStage.NAMESPACES || stage == ApplyStage.DEFINITIONS);
    }

    /** Without some of them; there may be none left. */
    public ApplyWave without(List<Manifest> some) {
        return some.isEmpty()
                ? this
                : new ApplyWave(
                        name,
                        manifests.stream()
                                .filter(manifest -> !some.contains(manifest))
                                .toList(),
                        awaited);
    }

    /** In their order, none empty; within one the manifests keep theirs. What no delivery applies is left out. */
    public static List<ApplyWave> of(List<Manifest> manifests) {
        TreeMap<WavePosition, List<Manifest>> positions = new TreeMap<>();
        for (Manifest manifest : manifests) {
            WavePosition position = WavePosition.of(manifest.groupKind(), manifest.metadata());
            if (position.time() != RolloutHook.Time.NEVER) {
                positions.computeIfAbsent(position, any -> new ArrayList<>()).add(manifest);
            }
        }
        boolean ordered = positions.keySet().stream().anyMatch(WavePosition::isOrdered);
        List<ApplyWave> waves = new ArrayList<>();
        positions.forEach((position, some) ->
                waves.add(new ApplyWave(name(position, ordered), some, awaited(position, positions))));
        return waves;
    }

    private static String name(WavePosition position, boolean ordered) {
        String stage = position.stage().name().toLowerCase(Locale.ROOT);
        return ordered && position.wave().isPresent() ? position.words() + ", " + stage : stage;
    }

    private static List<Manifest> awaited(WavePosition position, TreeMap<WavePosition, List<Manifest>> positions) {
        WavePosition next = positions.higherKey(position);
        if (position.stage() == ApplyStage.DEFINITIONS) {
            return positions.get(position);
        }
        if (position.wave().isEmpty()) {
            return List.of();
        }
        if (next == null || !next.sameWave(position)) {
            List<Manifest> whole = ofWave(position, positions);
            // A hook may be deleted when all is healthy, and is waited for before.
            return next != null || whole.stream().anyMatch(ApplyWave::isPassing) ? whole : List.of();
        }
        return position.stage() == ApplyStage.WORKLOADS ? positions.get(position) : List.of();
    }

    private static List<Manifest> ofWave(WavePosition wave, Map<WavePosition, List<Manifest>> positions) {
        return positions.entrySet().stream()
                .filter(entry -> entry.getKey().sameWave(wave))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .toList();
    }
}
