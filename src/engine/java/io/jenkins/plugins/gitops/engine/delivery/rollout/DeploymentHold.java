package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.WriteBackDetector;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.RenderedImages;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was rolled back from an environment and is not delivered to it again by itself. It is held by its content: the
 * images that were put back, and what is built of the same source. A source is the same as well when nothing but
 * deliveries' own commits came since: the rollback makes one, and the branch's newest commit is another then.
 */
public final class DeploymentHold {

    private final InventoryState state;
    private final RemoteBranch branch;

    /** @param state what the cluster remembers of the environment */
    public DeploymentHold(InventoryState state, RemoteBranch branch) {
        this.state = state;
        this.branch = branch;
    }

    /**
     * Refuses what is held, unless a person asks for it.
     *
     * @param rendering what would run: a delivery of manifests alone names no image, and may bring a held one all the same
     * @throws DeliveryRefusedException with what is held, and how it is released
     */
    public void check(DeployRequest request, RenderedManifests rendering) {
        if (state.heldSource().isEmpty()
                || request.kind().explicit()
                || request.options().safety().releaseHold()) {
            return;
        }
        String held = state.heldSource().get();
        List<String> again = (request.images().isEmpty()
                        ? held().filter(RenderedImages.of(rendering)::runs)
                        : request.images().stream().filter(image -> held().anyMatch(image::sameImage)))
                .map(DeploymentHold::text)
                .toList();
        if (again.isEmpty() && !(isOfHeldRepositories(request) && isOf(request, held))) {
            return;
        }
        String what = again.isEmpty() ? held : String.join(", ", again);
        throw new DeliveryRefusedException(
                Outcome.REFUSED,
                request.target() + " is held: " + what
                        + " was rolled back from it and is not deployed again automatically"
                        + (again.isEmpty() ? sameAs(request, held) : ""),
                "Deploy a newer commit; or, if the cause was elsewhere, release this one ("
                        + ErrorRemedy.RELEASED_HOLD.words() + ")");
    }

    private static String sameAs(DeployRequest request, String held) {
        return request.source()
                .map(DeliverySource::text)
                .filter(source -> !source.equals(held))
                .map(source -> "; since then, nothing but deliveries' own commits came to " + source)
                .orElse("");
    }

    /** Another image of the same source, which was not part of what was put back, is none of it. */
    private boolean isOfHeldRepositories(DeployRequest request) {
        return state.heldImages().isEmpty()
                || request.images().isEmpty()
                || request.images().stream().anyMatch(image -> held().anyMatch(image::sameRepository));
    }

    private Stream<ImageReference> held() {
        return state.heldImages().stream().map(ImageReference::parse);
    }

    private boolean isOf(DeployRequest request, String held) {
        if (held.equals(key(request.source(), request.images()))) {
            return true;
        }
        Optional<DeliverySource> before = DeliverySource.parse(held);
        return before.isPresent()
                && request.ofTheRemote()
                && before.get().repository().equals(request.source().get().repository())
                && onlyWriteBacks(
                        before.get().revision(), request.source().get().revision());
    }

    private boolean onlyWriteBacks(Revision from, Revision to) {
        try {
            return branch.isAncestor(from, to)
                    && WriteBackDetector.since(branch, from, to, pushed -> false)
                            .only();
        } catch (RemoteUnreachableException e) {
            throw e;
        } catch (GitopsException rewrittenOrFar) {
            return false;
        }
    }

    /**
     * With a hold on what was put back. Where that was manifests alone, of no known source, nothing is held: the branch has
     * them no more, and the images run.
     *
     * @param source the commit that it was built from; where that is not known, its images take that place
     * @param putBack its images
     * @param now the images that took their place; what stays as it was is not held
     */
    static InventoryState on(
            InventoryState state,
            Optional<DeliverySource> source,
            List<ImageReference> putBack,
            List<ImageReference> now) {
        if (source.isEmpty() && putBack.stream().allMatch(image -> now.stream().anyMatch(image::sameImage))) {
            return state;
        }
        List<String> replaced = putBack.stream()
                .filter(image -> now.stream().anyMatch(other -> other.sameRepository(image) && !other.sameImage(image)))
                .map(DeploymentHold::text)
                .toList();
        return state.holding(key(source, putBack), replaced);
    }

    private static String key(Optional<DeliverySource> source, List<ImageReference> images) {
        return source.map(DeliverySource::text).orElseGet(() -> names(images));
    }

    private static String text(ImageReference image) {
        return image.withoutTag().toString();
    }

    private static String names(List<ImageReference> images) {
        return images.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
