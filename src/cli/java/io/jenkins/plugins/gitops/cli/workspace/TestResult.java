package io.jenkins.plugins.gitops.cli.workspace;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code gitops test} found, and of what. Its JSON is flat, as older versions wrote the report alone.
 *
 * @param report the counts
 * @param source the commit that was checked out; older versions do not say it
 * @param images the images that the tests were run against, where that was said
 */
public record TestResult(
        @JsonUnwrapped TestReport report, Optional<DeliverySource> source, Set<ImageReference> images) {

    public TestResult {
        images = images == null ? Set.of() : Set.copyOf(images);
    }

    /**
     * The report, when it counts for a delivery. Where it is not known of what it is, it does.
     *
     * @param built the commit that was built
     * @param delivered the images that are to be delivered
     * @throws GitopsException when it is of another commit or of other images
     */
    public TestReport of(Optional<DeliverySource> built, List<ImageReference> delivered) {
        if (source.isPresent()
                && built.isPresent()
                && !source.get().revision().equals(built.get().revision())) {
            throw new GitopsException(
                    "The tests are of the commit " + source.get().commit()
                            + ", and what is to be delivered was built from "
                            + built.get().commit(),
                    "Run 'gitops test' on the commit that was built, and name its result (--tests)");
        }
        List<ImageReference> untested = delivered.stream()
                .filter(image -> images.stream().noneMatch(tested -> isSame(tested, image)))
                .toList();
        if (!images.isEmpty() && !untested.isEmpty()) {
            throw new GitopsException(
                    "The tests are of other images than " + untested.get(0),
                    "Run 'gitops test' with the --build-result of what is to be delivered");
        }
        return report;
    }

    /** A digest is of the content, by whatever name a registry has it. */
    private static boolean isSame(ImageReference one, ImageReference other) {
        return one.equals(other) || one.digest().isPresent() && one.digest().equals(other.digest());
    }
}
