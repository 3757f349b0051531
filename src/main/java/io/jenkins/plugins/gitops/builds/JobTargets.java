package io.jenkins.plugins.gitops.builds;

import hudson.model.Job;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a job's newest builds delivered where. No build is loaded for it. */
public final class JobTargets {

    /** So many of the newest builds that delivered are read. */
    private static final int MOST_BUILDS = 20;

    private JobTargets() {}

    /** Each once, the newest first. */
    public static List<DeliveryTarget> of(Job<?, ?> job) {
        Set<DeliveryTarget> found = new LinkedHashSet<>();
        DeliveredBuilds.of(job).withDeliveries(MOST_BUILDS).forEach(number -> found.addAll(of(job, number)));
        return List.copyOf(found);
    }

    /** Of one build; each once. A record that cannot be read is passed over. */
    public static List<DeliveryTarget> of(Job<?, ?> job, int number) {
        Path folder = DeliveredBuilds.records(job, number);
        return BuildDeliveries.read(folder, List.of(), id -> RecordCache.read(folder, id)).records().stream()
                .map(record -> record.request().target())
                .distinct()
                .toList();
    }
}
