package io.jenkins.plugins.gitops.builds;

import hudson.model.Run;
import io.jenkins.plugins.gitops.access.EnvironmentAccess;
import io.jenkins.plugins.gitops.engine.image.ImageDigest;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.Optional;

/**
 * Which image a job pushed of the same inputs, as its own builds say it. A registry is not believed: other branches' builds may push
 * there too. A replayed build is none of them, as its script is not the branch's.
 */
public final class RememberedImages {

    /** Each is read from the disk where it is not in memory. */
    private static final int MOST_BUILDS = 50;

    private RememberedImages() {}

    /**
     * The newest of them.
     *
     * @param build it and those of its job before it
     * @param name under which builds push the image; of another tag too
     * @param inputs the hash of all inputs
     */
    public static Optional<ImageDigest> find(Run<?, ?> build, ImageReference name, String inputs) {
        Run<?, ?> each = build;
        for (int seen = 0; each != null && seen < MOST_BUILDS; seen++) {
            BuildFacts facts = each.getAction(BuildFacts.class);
            if (facts != null && !EnvironmentAccess.isReplayed(each)) {
                Optional<ImageDigest> found = facts.builds().stream()
                        .filter(built -> built.image().sameRepository(name))
                        .filter(built -> built.inputs().equals(Optional.of(inputs)))
                        .reduce((one, newer) -> newer)
                        .flatMap(built -> built.image().digest());
                if (found.isPresent()) {
                    return found;
                }
            }
            each = each.getPreviousBuild();
        }
        return Optional.empty();
    }
}
