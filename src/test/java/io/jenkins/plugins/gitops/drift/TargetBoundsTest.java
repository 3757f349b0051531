package io.jenkins.plugins.gitops.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose watches go when there are too many. */
class TargetBoundsTest {

    private final List<WatchedTarget> targets = new ArrayList<>();
    private int applications;

    @Test
    void a_job_that_names_ever_new_applications_loses_its_own_first() {
        add("team/shop", 1);
        add("greedy", TargetBounds.OF_ONE_JOB);

        Optional<WatchedTarget> gone = add("greedy", 1);

        assertThat(gone).contains(targets.get(1));
        assertThat(add("team/shop", 1)).isEmpty();
    }

    @Test
    void a_project_with_ever_new_branches_loses_its_own_first_when_there_are_too_many_of_all() {
        add("team/shop", 50);
        for (int branch = 0; targets.size() < TargetBounds.IN_ALL; branch++) {
            add("greedy/branch-" + branch, Math.min(50, TargetBounds.IN_ALL - targets.size()));
        }

        assertThat(add("other", 1)).contains(targets.get(50));
    }

    private Optional<WatchedTarget> add(String job, int number) {
        Optional<WatchedTarget> gone = Optional.empty();
        for (int i = 0; i < number; i++) {
            WatchedTarget newest = new WatchedTarget(job, 1, request("app-" + ++applications));
            targets.add(newest);
            gone = TargetBounds.tooMany(targets, newest);
        }
        return gone;
    }

    private static DeployRequest request(String application) {
        return DeployRequest.sync(
                new DeployRequest.Destination(
                        new DeliveryTarget(application, "staging"),
                        new GitRemote("https://git.example/shop.git", "main"),
                        ManifestSource.at("k8s"),
                        "https://cluster.example"),
                new DeployRequest.Requester(CommitFormat.COMMITTER, Optional.empty()),
                DeployOptions.in("shop"));
    }
}
