package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.delivery.request.RestoredDelivery;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.HelmRelease;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an explicit rollback goes back to: any earlier delivery of the application to the environment. One that was not
 * healthy may be named too; a person may know better.
 *
 * @param current the delivery that is rolled back
 * @param images the images to go back to: all that the environment ran then ({@link EnvironmentImages})
 * @param restores the delivery, where the files of the environment's own manifests go back too ({@link OwnManifests})
 * @param source the commit that the delivery was built from
 * @param warnings what a person should know of it
 */
public record RollbackTarget(
        DeployId current,
        List<ImageReference> images,
        Optional<RestoredDelivery> restores,
        Optional<DeliverySource> source,
        List<String> warnings) {

    /** Names the newest healthy delivery with other images or manifests than now. */
    public static final String PREVIOUS = "previous";

    private static final String LISTS = "the job's page in Jenkins, or 'gitops history', lists";

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}");

    public RollbackTarget {
        images = List.copyOf(images);
        warnings = List.copyOf(warnings);
    }

    /**
     * Checks the text alone, so that a typing error is reported before any server is asked.
     *
     * @throws GitopsException when no delivery can be meant by it
     */
    public static void requireName(String to) {
        if (!to.equals(PREVIOUS) && !DeployId.isOne(to) && !COMMIT.matcher(to).matches()) {
            throw new GitopsException(
                    "'" + to + "' is neither a deploy id, nor a commit, nor '" + PREVIOUS + "'",
                    "Write the 26 characters of an id, or at least seven digits of a commit in lower case; " + LISTS
                            + " both");
        }
    }

    /**
     * Chooses from the branch's history. Manifests go back as well, unless the options say that a rollback is one of {@link
     * OnFailure#IMAGES} alone, or others deliver from there.
     *
     * @param manifests where the manifests are that the images are put into
     * @param to deploy id, commit of at least seven digits, or {@link #PREVIOUS}
     * @param renderer of manifests
     * @throws GitopsException when there is none, or it is not clear which one is meant
     */
    public static RollbackTarget choose(
            DeliveryTarget target,
            RemoteBranch branch,
            ManifestSource manifests,
            String to,
            DeployOptions options,
            ManifestRenderer renderer) {
        HelmRelease release =
                new HelmRelease(target.application(), options.scope().namespace());
        return choose(
                target,
                branch,
                manifests,
                to,
                Optional.of(release).filter(any -> options.onFailure() != OnFailure.IMAGES),
                renderer);
    }

    /** As above, of images alone. */
    public static RollbackTarget choose(
            DeliveryTarget target, RemoteBranch branch, ManifestSource manifests, String to) {
        return choose(target, branch, manifests, to, Optional.empty(), new ManifestRenderer());
    }

    /** @param release with which manifests are rendered, when they go back too */
    private static RollbackTarget choose(
            DeliveryTarget target,
            RemoteBranch branch,
            ManifestSource manifests,
            String to,
            Optional<HelmRelease> release,
            ManifestRenderer renderer) {
        requireName(to);
        Revision tip = branch.fetchTip();
        List<DeliveryHistory.Delivered> history =
                DeliveryHistory.list(branch, tip, trailers -> trailers.target().equals(target), Integer.MAX_VALUE);
        if (history.isEmpty()) {
            throw new GitopsException(
                    "There are no deliveries of " + target + " on this branch",
                    "Check the names, the repository and the branch");
        }
        DeployTrailers current = history.get(0).trailers();
        Place place = new Place(
                branch,
                manifests,
                new EnvironmentImages.Destination(branch, tip, manifests, renderer),
                new OwnManifests(branch, tip, target, manifests),
                release,
                renderer);
        if (to.equals(PREVIOUS)) {
            return previous(target, history, place);
        }
        DeliveryHistory.Delivered chosen = named(target, history, to, branch, tip);
        DeployTrailers trailers = chosen.trailers();
        if (trailers.id().equals(current.id())) {
            throw new GitopsException(
                    "Delivery " + to + " is the newest one of " + target + ": there is nothing to go back from",
                    "Name an earlier one; " + LISTS + " them");
        }
        if (trailers.isRemoval()) {
            throw new GitopsException(
                    "With " + to + " " + target + " was removed, so it has no images to go back to",
                    "Name the delivery before it; or remove it with 'gitops delete'");
        }
        return place.of(chosen, current.id());
    }

    /**
     * Where the rollback is to be made.
     *
     * @param release with which manifests are rendered, when they go back too
     */
    private record Place(
            RemoteBranch branch,
            ManifestSource manifests,
            EnvironmentImages.Destination to,
            OwnManifests own,
            Optional<HelmRelease> release,
            ManifestRenderer renderer) {

        RollbackTarget of(DeliveryHistory.Delivered chosen, DeployId current) {
            DeployTrailers trailers = chosen.trailers();
            Revision commit = chosen.commit().revision();
            List<String> warnings = new ArrayList<>();
            Optional<String> objection = release.flatMap(any -> own.objection(trailers, commit));
            objection.ifPresent(warnings::add);
            Optional<RestoredDelivery> restores =
                    release.filter(any -> objection.isEmpty()).map(any -> own.restored(trailers, commit));
            EnvironmentImages images = restores.isPresent()
                    ? EnvironmentImages.withManifests(branch, trailers, commit, manifests, renderer)
                    : into(chosen);
            if (restores.isPresent()) {
                warnings.addAll(otherwise(chosen));
            } else {
                warnings.addAll(images.left());
            }
            warning(chosen).ifPresent(warnings::add);
            if (restores.isEmpty() && images.images().isEmpty()) {
                throw new GitopsException(
                        "Delivery " + trailers.id() + " has no images to go back to"
                                + objection.map(why -> ". " + why).orElse(", and images alone are asked for"),
                        "Name another delivery; or revert the files in Git, and deliver that");
            }
            return new RollbackTarget(current, images.images(), restores, trailers.source(), warnings);
        }

        /** What will not be as it was then, although the files are put back. */
        private List<String> otherwise(DeliveryHistory.Delivered chosen) {
            OwnManifests.Comparison compared = own.compare(chosen.commit().revision(), renderer, release.orElseThrow());
            List<String> warnings = new ArrayList<>();
            if (!compared.isExact()) {
                warnings.add("What " + manifests + " renders from elsewhere has changed since, and stays:"
                        + CommitInfo.lines(compared.outside()));
            }
            PulledCharts.changed(chosen.trailers(), compared.then()).ifPresent(warnings::add);
            return warnings;
        }

        /** What the manifests at the tip have a place for. */
        private EnvironmentImages into(DeliveryHistory.Delivered delivered) {
            return EnvironmentImages.earlier(
                    delivered.trailers(), delivered.commit().revision(), to);
        }

        /** Whether what was delivered then is something else than what was delivered last. */
        boolean wouldChange(DeliveryHistory.Delivered delivered, Revision newest) {
            Revision commit = delivered.commit().revision();
            return into(delivered).differFrom(to)
                    || release.isPresent()
                            && own.objection(delivered.trailers(), commit).isEmpty()
                            && own.differ(commit, newest);
        }
    }

    private static RollbackTarget previous(
            DeliveryTarget target, List<DeliveryHistory.Delivered> history, Place place) {
        DeployTrailers now = history.get(0).trailers();
        Revision newest = history.get(0).commit().revision();
        for (DeliveryHistory.Delivered delivered : history.subList(1, history.size())) {
            boolean healthy =
                    delivered.result().filter(DeliveryResult::isHealthy).isPresent();
            if (healthy && !delivered.trailers().isRemoval()) {
                // After a removal nothing runs, whatever the manifests name.
                if (now.isRemoval() || place.wouldChange(delivered, newest)) {
                    return place.of(delivered, now.id());
                }
            }
        }
        throw new GitopsException(
                "No earlier delivery of " + target + " was healthy with other images"
                        + (place.release().isPresent() ? " or manifests" : ""),
                "Name what to go back to (" + ErrorRemedy.EARLIER_DELIVERY.words("ID") + "); " + LISTS
                        + " all there are");
    }

    private static DeliveryHistory.Delivered named(
            DeliveryTarget target,
            List<DeliveryHistory.Delivered> history,
            String to,
            RemoteBranch branch,
            Revision tip) {
        List<DeliveryHistory.Delivered> found =
                history.stream().filter(delivered -> delivered.isNamed(to)).toList();
        if (found.isEmpty()) {
            throw noDelivery(target, history, to, branch, tip);
        }
        if (found.size() > 1) {
            throw new GitopsException(
                    "The commit " + to + " can be one of " + found.size() + " deliveries of " + target + ": "
                            + String.join(
                                    ", ",
                                    found.stream()
                                            .map(each ->
                                                    each.commit().revision().id())
                                            .toList()),
                    "Write more of its digits");
        }
        return found.get(0);
    }

    private static GitopsException noDelivery(
            DeliveryTarget target,
            List<DeliveryHistory.Delivered> history,
            String to,
            RemoteBranch branch,
            Revision tip) {
        Optional<DeliveryHistory.Delivered> other =
                DeliveryHistory.list(branch, tip, trailers -> true, Integer.MAX_VALUE).stream()
                        .filter(delivered -> delivered.isNamed(to))
                        .findFirst();
        if (other.isPresent()) {
            return new GitopsException(
                    to + " is a delivery of " + other.get().trailers().target() + ", not of " + target,
                    "Name one of its own; " + LISTS + " them");
        }
        Optional<CommitInfo> commit = COMMIT.matcher(to).matches()
                ? branch.find(tip, each -> each.revision().id().startsWith(to))
                : Optional.empty();
        return commit.map(found -> {
                    Optional<DeliveryHistory.Delivered> then = history.stream()
                            .filter(each -> branch.isAncestor(each.commit().revision(), found.revision()))
                            .findFirst();
                    return new GitopsException(
                            "Commit " + found.revision().abbreviated() + " ("
                                    + found.message().subject() + ") is no delivery of " + target,
                            then.map(each -> "The newest delivery at that commit was "
                                            + each.trailers().id() + "; name that to go back to it")
                                    .orElse("It is older than all deliveries; name one of them, as " + LISTS
                                            + " them"));
                })
                .orElseGet(() -> new GitopsException(
                        "No delivery of " + target + " has the id or commit " + to,
                        "Name one by its id or at least seven digits of its commit, as " + LISTS + " them"));
    }

    private static Optional<String> warning(DeliveryHistory.Delivered chosen) {
        Optional<DeliveryResult> result = chosen.result();
        if (result.filter(DeliveryResult::isHealthy).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("Delivery " + chosen.trailers().id() + " was not healthy: "
                + result.map(word -> "it ended as " + word).orElse("nobody knows how it ended"));
    }
}
