package io.jenkins.plugins.gitops.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Removes what a repository no longer wants. Only what the stored inventory lists is looked at; and of that, only what
 * still has the UID that was applied and still carries our label is removed: a copied label alone proves nothing.
 */
final class Pruner {

    private final ApiServer server;
    private final Parallel parallel;
    private final Discovery discovery;
    private final PlanRequest request;

    Pruner(ApiServer server, Parallel parallel, Discovery discovery, PlanRequest request) {
        this.server = server;
        this.parallel = parallel;
        this.discovery = discovery;
        this.request = request;
    }

    /**
     * What the inventory lists and the manifests no longer have.
     *
     * @param confirmed what may be removed; empty unless pruning is on and nothing speaks against it
     * @param gone what is not there any more
     */
    record Leftovers(List<ObjectRef> confirmed, List<ObjectRef> gone, List<String> problems, List<String> warnings) {}

    private record Finding(Optional<Target> target, Optional<ObjectRef> gone, Optional<String> warning) {

        static Finding stays(ObjectRef ref, String why) {
            return new Finding(Optional.empty(), Optional.empty(), Optional.of(ref + " is not pruned: " + why));
        }
    }

    /**
     * An object that is confirmed.
     *
     * @param position where it stands in the order in which it was applied
     */
    private record Target(ObjectRef ref, String path, String uid, WavePosition position) {}

    private record Examined(List<Target> targets, Leftovers leftovers) {}

    Leftovers examine(Inventory inventory) {
        return look(inventory).leftovers();
    }

    /**
     * Deletes what is confirmed, in the reverse order of an apply: later waves first, and in each of them workloads before
     * what they depend on.
     *
     * @return what is gone now, so that the inventory need not list it any more
     */
    List<ObjectRef> prune(Inventory inventory) {
        if (!request.has(PlanOption.PRUNE)) {
            return List.of();
        }
        if (!inventory.repository().equals(request.repository())) {
            throw new GitopsException(
                    "Nothing was pruned: " + Planner.foreignRepository(inventory, request),
                    "Deliver from the repository that owns it");
        }
        Examined examined = look(inventory);
        if (!examined.leftovers().problems().isEmpty()) {
            throw new GitopsException(
                    "Nothing was pruned: "
                            + String.join("; ", examined.leftovers().problems()),
                    "Correct the manifests or the environment, then deliver again");
        }
        List<ObjectRef> gone = new ArrayList<>(examined.leftovers().gone());
        examined.targets().stream()
                .collect(Collectors.groupingBy(Target::position, TreeMap::new, Collectors.toList()))
                .descendingMap()
                .values()
                .forEach(together -> gone.addAll(parallel.map(together, this::delete)));
        return List.copyOf(gone);
    }

    private Examined look(Inventory inventory) {
        List<Inventory.Entry> unwanted = inventory.objects().stream()
                .filter(entry -> request.manifests().stream().noneMatch(m -> wants(m, entry.ref())))
                .toList();
        if (!request.has(PlanOption.PRUNE)) {
            return nothing(List.of(), stayingUnasked(unwanted));
        }
        if (request.manifests().isEmpty() && !unwanted.isEmpty()) {
            return nothing(
                    List.of("The manifests hold no object at all, and " + unwanted.size()
                            + " would be pruned; a whole application is not removed this way"),
                    List.of());
        }
        List<Finding> findings = parallel.map(unwanted, this::confirm);
        List<Target> targets = findings.stream()
                .map(Finding::target)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(target -> target.ref().key()))
                .toList();
        List<String> warnings = findings.stream()
                .map(Finding::warning)
                .flatMap(Optional::stream)
                .toList();
        if (targets.size() > request.pruneLimit()) {
            return nothing(
                    List.of(targets.size() + " objects would be pruned, and the limit is " + request.pruneLimit() + ": "
                            + names(targets.stream().map(Target::ref).toList())
                            + "; check the manifests, or raise the limit"),
                    warnings);
        }
        return new Examined(
                targets,
                new Leftovers(
                        targets.stream().map(Target::ref).toList(),
                        findings.stream()
                                .map(Finding::gone)
                                .flatMap(Optional::stream)
                                .toList(),
                        List.of(),
                        warnings));
    }

    private static Examined nothing(List<String> problems, List<String> warnings) {
        return new Examined(List.of(), new Leftovers(List.of(), List.of(), problems, warnings));
    }

    /** Needs no discovery, so that a kind that is not served cannot make a wanted object look unwanted. */
    private boolean wants(Manifest manifest, ObjectRef ref) {
        return manifest.kind().equals(ref.kind())
                && ObjectRef.group(manifest.apiVersion()).equals(ref.group())
                && manifest.name().equals(ref.name())
                && (ref.namespace().isEmpty()
                        || ref.namespace().equals(manifest.namespace().orElse(request.defaultNamespace())));
    }

    private static List<String> stayingUnasked(List<Inventory.Entry> unwanted) {
        return unwanted.isEmpty()
                ? List.of()
                : List.of(names(unwanted.stream().map(Inventory.Entry::ref).toList())
                        + (unwanted.size() == 1 ? " is" : " are")
                        + " no longer in the manifests, and will stay: pruning is off");
    }

    private static String names(List<ObjectRef> refs) {
        int shown = 10;
        return refs.stream().limit(shown).map(ObjectRef::toString).collect(Collectors.joining(", "))
                + (refs.size() > shown ? " and " + (refs.size() - shown) + " more" : "");
    }

    private Finding confirm(Inventory.Entry entry) {
        ObjectRef ref = entry.ref();
        if (DataKinds.has(ref.key().groupKind()) && !request.pruneNamed().contains(ref.key())) {
            return Finding.stays(
                    ref, "its data would go with it; allow " + ref.key().text() + " by name");
        }
        Optional<ApiResource> resource =
                discovery.find(ref.apiVersion(), ref.kind()).or(() -> discovery.findInGroup(ref.group(), ref.kind()));
        if (resource.isEmpty()) {
            return new Finding(Optional.empty(), Optional.of(ref), Optional.empty());
        }
        String path = resource.get().path(ref.namespace(), ref.name());
        ApiAnswer answer = server.send(ApiCall.get(path));
        if (answer.missing()) {
            return new Finding(Optional.empty(), Optional.of(ref), Optional.empty());
        }
        if (!answer.ok()) {
            return Finding.stays(ref, answer.message());
        }
        if (!answer.uid().equals(entry.uid())) {
            return Finding.stays(ref, "somebody deleted it and made it anew");
        }
        JsonNode metadata = answer.body().path("metadata");
        JsonNode label = metadata.path("labels").path(Inventory.PART_OF);
        if (!label.asText().equals(request.inventory().applySet())) {
            return Finding.stays(ref, "it no longer carries the label of this inventory");
        }
        WavePosition position = WavePosition.of(ref.key().groupKind(), metadata);
        return new Finding(
                Optional.of(new Target(ref, path, entry.uid(), position)), Optional.empty(), Optional.empty());
    }

    private ObjectRef delete(Target target) {
        ApiAnswer answer = server.send(ApiCall.delete(target.path(), target.uid(), "Background"));
        if (!answer.ok() && !answer.missing() && answer.code() != ApiAnswer.CONFLICT) {
            throw new GitopsException(
                    "Tried to prune " + target.ref() + ": " + answer.message(),
                    "Grant the verb delete, or keep its manifest");
        }
        return target.ref();
    }
}
