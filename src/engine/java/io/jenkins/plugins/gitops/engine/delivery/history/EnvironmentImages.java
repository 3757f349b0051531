package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.RevisionMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.image.RenderedImages;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import io.jenkins.plugins.gitops.engine.manifest.render.RenderedManifests;
import java.util.ArrayList;
import java.util.List;

/**
 * The images that an environment runs at one commit: all that its manifests pin there and its objects run, and not those alone
 * that the delivery of that commit set. One delivery may set one image of several, and what goes back or is promoted is the
 * environment.
 *
 * @param images pinned by digest, one for a repository; what the delivery set comes first
 * @param left for people: what cannot be put into another environment or another time, each with the reason
 */
public record EnvironmentImages(List<ImageReference> images, List<String> left) {

    public EnvironmentImages {
        images = List.copyOf(images);
        left = List.copyOf(left);
    }

    /** Of an earlier delivery to the same place, where the manifests were always at the same path. */
    public static EnvironmentImages earlier(DeployTrailers delivery, Revision commit, Destination to) {
        return of(to.branch, delivery.in(to.manifests), commit, to);
    }

    /** Of an earlier delivery to the same place whose manifests go back with them. */
    public static EnvironmentImages withManifests(
            RemoteBranch branch,
            DeployTrailers delivery,
            Revision commit,
            ManifestSource manifests,
            ManifestRenderer renderer) {
        return earlier(delivery, commit, new Destination(branch, commit, manifests, renderer));
    }

    /**
     * Reads the files of the delivery's commit, and of where the images are to go.
     *
     * @param from the branch of the delivery
     * @param delivery what the commit says of itself
     * @param commit the commit
     * @param to where the images are to go
     * @throws GitopsException when a server does not answer, or the manifests at the tip cannot be read
     */
    public static EnvironmentImages of(RemoteBranch from, DeployTrailers delivery, Revision commit, Destination to) {
        List<String> left = new ArrayList<>();
        List<ImageReference> ran = new ArrayList<>(delivery.images());
        pinned(from, delivery, commit, to, left).stream()
                .filter(image -> ran.stream().noneMatch(image::sameImage))
                .forEach(ran::add);
        List<ImageReference> named = ran.size() > delivery.images().size() ? to.running() : to.images();
        List<ImageReference> images = new ArrayList<>();
        for (ImageReference image : ran) {
            if (images.stream().anyMatch(image::sameRepository)) {
                continue;
            }
            if (named.stream().noneMatch(image::sameRepository)) {
                left.add(image + " ran there, and no manifest in " + to.manifests + " names it");
            } else if (delivery.images().contains(image) || isTheOnly(image, ran) && isOne(image, named)) {
                images.add(image);
            } else {
                left.add(image + " stays as it is: several versions of it ran beside each other");
            }
        }
        // Nothing of it has a place there: what it set is refused with the images that are there.
        return new EnvironmentImages(
                images.isEmpty() ? delivery.images() : images,
                left.stream().distinct().toList());
    }

    /** Whether all places of its repository have one version, so that none is taken for another. */
    private static boolean isOne(ImageReference image, List<ImageReference> named) {
        return named.stream().filter(image::sameRepository).distinct().count() == 1;
    }

    private static boolean isTheOnly(ImageReference image, List<ImageReference> ran) {
        return ran.stream().filter(image::sameRepository).allMatch(image::sameImage);
    }

    /** Whether the manifests would change; not when they name one of the images no more. */
    public boolean differFrom(Destination to) {
        List<ImageReference> named = to.images();
        return images.stream().allMatch(image -> named.stream().anyMatch(image::sameRepository))
                && !ImageEditor.set(to.files, to.manifests, images, TagStyle.DROP)
                        .files()
                        .isEmpty();
    }

    /** Manifests that images are put into. They are read once, however many deliveries are looked at. For one thread. */
    public static final class Destination {

        private final RemoteBranch branch;
        private final ManifestSource manifests;
        private final ManifestRenderer renderer;
        private final CommittedFiles files;
        private List<ImageReference> images;
        private List<ImageReference> running;

        /**
         * @param branch where they are
         * @param tip the commit that is read
         * @param manifests where they are in it
         * @param renderer of what objects run
         */
        public Destination(RemoteBranch branch, Revision tip, ManifestSource manifests, ManifestRenderer renderer) {
            this.branch = branch;
            this.manifests = manifests;
            this.renderer = renderer;
            this.files = new CommittedFiles(branch.tree(tip));
        }

        private List<ImageReference> images() {
            if (images == null) {
                images = ImageEditor.current(files, manifests);
            }
            return images;
        }

        /** Those that objects run too: a chart's values may name an image of a part that is switched off. */
        private List<ImageReference> running() {
            if (running == null) {
                RenderedImages rendered = RenderedImages.of(rendered(files, manifests));
                running = images().stream().filter(rendered::name).toList();
            }
            return running;
        }

        /** The release's name and namespace hardly matter for its images. */
        private RenderedManifests rendered(CommittedFiles at, ManifestSource source) {
            return renderer.render(at, source);
        }
    }

    /**
     * All images that the manifests pin by digest at a commit; none where they cannot be read.
     *
     * @throws RemoteUnreachableException when the server does not answer
     */
    public static List<ImageReference> pinnedAt(RemoteBranch branch, Revision commit, ManifestSource manifests) {
        try {
            return pinned(new CommittedFiles(branch.tree(commit)), manifests);
        } catch (RemoteUnreachableException e) {
            throw e;
        } catch (GitopsException unreadable) {
            return List.of();
        }
    }

    private static List<ImageReference> pinned(CommittedFiles files, ManifestSource manifests) {
        return ImageEditor.current(files, manifests).stream()
                .filter(image -> image.digest().isPresent())
                .toList();
    }

    private static List<ImageReference> pinned(
            RemoteBranch branch, DeployTrailers delivery, Revision commit, Destination to, List<String> left) {
        if (delivery.manifests().isEmpty()) {
            left.add("What else ran at " + commit.abbreviated() + " is not known: an earlier version made that commit,"
                    + " which does not say where its manifests are");
            return List.of();
        }
        try {
            CommittedFiles files = new CommittedFiles(branch.tree(commit));
            ManifestSource there = delivery.manifests().get();
            List<ImageReference> pinned = pinned(files, there);
            if (delivery.images().containsAll(pinned)) {
                return pinned;
            }
            // What no object ran there proves nothing: it may be anything.
            RenderedImages rendered = RenderedImages.of(to.rendered(files, there));
            return pinned.stream().filter(rendered::runs).toList();
        } catch (RemoteUnreachableException | RevisionMissingException e) {
            throw e;
        } catch (GitopsException unreadable) {
            left.add("What else ran at " + commit.abbreviated() + " is not known: " + unreadable.getMessage());
            return List.of();
        }
    }
}
