package io.jenkins.plugins.gitops.builds;

import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import java.util.List;

/**
 * What a build that begins at a later stage takes over from the build that it restarts.
 *
 * @param origins the numbers of the builds that did it, the oldest first, all of the same job; the last one is that build
 * @param builds the images that it had
 * @param tests the test results that it had, a block each
 */
public record RestartedFrom(List<Integer> origins, List<BuildResult> builds, List<StageTests> tests) {

    public RestartedFrom {
        origins = List.copyOf(origins);
        builds = List.copyOf(builds);
        tests = List.copyOf(tests);
    }
}
