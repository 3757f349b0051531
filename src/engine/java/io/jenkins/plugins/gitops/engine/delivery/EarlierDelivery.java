package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * What an explicit rollback goes back to.
 *
 * @param current the delivery that is put back
 * @param images the images to go back to
 * @param source the commit they were built from
 */
public record EarlierDelivery(DeployId current, List<ImageReference> images, Optional<Source> source) {

    public EarlierDelivery {
        images = List.copyOf(images);
    }

    /**
     * Chooses from the deliveries of one application and environment, newest first.
     *
     * @param to deploy id, or commit of at least seven digits; absent for the newest healthy one with other images than
     *     now
     * @throws GitopsException when there is none
     */
    public static EarlierDelivery choose(Target target, List<Deliveries.Delivered> history, Optional<String> to) {
        if (history.isEmpty()) {
            throw new GitopsException(
                    "There are no deliveries of " + target + " on this branch",
                    "Check the names, the repository and the branch");
        }
        DeployTrailers current = history.get(0).trailers();
        DeployTrailers chosen = history.stream()
                .filter(delivered -> to.map(text -> delivered.isNamed(text))
                        .orElseGet(() ->
                                delivered.result().filter("healthy"::equals).isPresent()
                                        && !delivered.trailers().images().equals(current.images())))
                .findFirst()
                .map(Deliveries.Delivered::trailers)
                .orElseThrow(() -> to.map(text -> new GitopsException(
                                "No delivery of " + target + " has the id or commit " + text,
                                "Name one that 'gitops history' lists for it"))
                        .orElseGet(() -> new GitopsException(
                                "No earlier delivery of " + target + " was healthy with other images",
                                "Name what to go back to with --to")));
        return new EarlierDelivery(current.id(), chosen.images(), chosen.source());
    }
}
