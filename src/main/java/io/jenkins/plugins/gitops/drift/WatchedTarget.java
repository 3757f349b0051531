package io.jenkins.plugins.gitops.drift;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.DesiredStateLocation;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * What is watched: where a build delivered to last, as its request said. Holds no credential.
 *
 * @param job full name of the job
 * @param number of the build
 * @param request what it asked for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WatchedTarget(String job, int number, DeployRequest request) {

    public WatchedTarget {
        Objects.requireNonNull(job, "no job");
        Objects.requireNonNull(request, "no request");
    }

    static WatchedTarget of(Run<?, ?> build, DeployRequest request) {
        return new WatchedTarget(build.getParent().getFullName(), build.getNumber(), request);
    }

    @JsonIgnore
    DesiredStateLocation place() {
        return new DesiredStateLocation(
                request.target(),
                request.remote(),
                request.manifests(),
                request.options().scope());
    }

    /** The build for which credentials are searched; another one of the job where it was deleted. */
    Optional<Run<?, ?>> build() {
        Job<?, ?> found = Jenkins.get().getItemByFullName(job, Job.class);
        if (found == null) {
            return Optional.empty();
        }
        Run<?, ?> same = found.getBuildByNumber(number);
        return Optional.ofNullable(same == null ? found.getLastBuild() : same);
    }
}
