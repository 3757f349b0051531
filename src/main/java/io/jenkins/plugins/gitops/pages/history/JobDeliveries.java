package io.jenkins.plugins.gitops.pages.history;

import hudson.model.Job;
import io.jenkins.plugins.gitops.builds.BuildDeliveries;
import io.jenkins.plugins.gitops.builds.BuildRef;
import io.jenkins.plugins.gitops.builds.DeliveredBuilds;
import io.jenkins.plugins.gitops.builds.RecordCache;
import io.jenkins.plugins.gitops.builds.RefusedSteps;
import io.jenkins.plugins.gitops.pages.delivery.CommitLinks;
import io.jenkins.plugins.gitops.pages.delivery.DeliveryView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The deliveries and refusals of a job's newest builds, read once from the builds' folders. No build is loaded for it.
 *
 * @param newestFirst the deliveries whose record can be read
 * @param refused the steps that were refused before a delivery began, newest first
 * @param unreadable the builds of which a record cannot be read, newest first; their pages say more
 */
record JobDeliveries(List<DeliveryView> newestFirst, List<RefusedBuild> refused, List<Integer> unreadable) {

    static boolean any(Job<?, ?> job) {
        return DeliveredBuilds.of(job).any();
    }

    static JobDeliveries of(Job<?, ?> job) {
        CommitLinks links = CommitLinks.of(job);
        List<DeliveryView> found = new ArrayList<>();
        List<RefusedBuild> refused = new ArrayList<>();
        List<Integer> unreadable = new ArrayList<>();
        DeliveredBuilds builds = DeliveredBuilds.of(job);
        for (int number : builds.withDeliveries()) {
            BuildRef build = BuildRef.of(job, number);
            Path folder = builds.records(number);
            BuildDeliveries stored = BuildDeliveries.read(folder, List.of(), id -> RecordCache.read(folder, id));
            stored.records().forEach(record -> found.add(new DeliveryView(record, build, links)));
            if (!stored.unreadable().isEmpty()) {
                unreadable.add(number);
            }
        }
        for (int number : builds.withRefused()) {
            BuildRef build = BuildRef.of(job, number);
            RefusedSteps.of(builds.folder(number)).forEach(step -> refused.add(new RefusedBuild(step, build)));
        }
        found.sort(Comparator.comparing(DeliveryView::getDeployId).reversed());
        refused.sort(Comparator.comparing(RefusedBuild::at).reversed());
        return new JobDeliveries(List.copyOf(found), List.copyOf(refused), List.copyOf(unreadable));
    }
}
