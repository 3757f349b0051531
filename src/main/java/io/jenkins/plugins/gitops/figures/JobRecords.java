package io.jenkins.plugins.gitops.figures;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.gitops.builds.BuildDeliveries;
import io.jenkins.plugins.gitops.builds.DeliveredBuilds;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the records of jobs' builds say that their branches do not, kept for figures over many jobs: to read the records of all
 * takes too long for a page. They are read once in the background, and what ends after that is added.
 */
@Extension
public final class JobRecords implements DeliveryListener {

    private static final Logger LOGGER = Logger.getLogger(JobRecords.class.getName());

    /** Of so many jobs: those that were needed last. */
    private static final int MOST = 1000;

    private final Map<String, OfJob> kept = NewestKept.byAccess(() -> MOST);
    private final Set<String> reading = new HashSet<>();

    public static JobRecords get() {
        return ExtensionList.lookupSingleton(JobRecords.class);
    }

    /** Of one job. */
    static final class OfJob {

        private final Map<DeployId, KnownResults.Ended> endings = new ConcurrentHashMap<>();
        private final Set<String> applications = ConcurrentHashMap.newKeySet();

        Optional<KnownResults.Ended> ended(DeployId id) {
            return Optional.ofNullable(endings.get(id));
        }

        boolean delivers(String application) {
            return applications.contains(application);
        }

        private void add(DeployRecord record) {
            applications.add(record.request().target().application());
            KnownResults known = KnownResults.of(record);
            for (DeployId id : List.of(record.id(), record.attempt().id())) {
                known.of(id).ifPresent(ended -> endings.put(id, ended));
            }
        }
    }

    /** From memory; empty while they are read. */
    synchronized Optional<OfJob> of(Job<?, ?> job) {
        String name = job.getFullName();
        OfJob known = kept.get(name);
        if (known == null && reading.add(name)) {
            Computer.threadPoolForRemoting.execute(() -> read(job, name));
        }
        return Optional.ofNullable(known);
    }

    /** Whether a job below a folder is known that may deliver: nothing is read for it. */
    public synchronized boolean anyBelow(String folder) {
        return kept.keySet().stream().anyMatch(name -> name.startsWith(folder + "/"));
    }

    private void read(Job<?, ?> job, String name) {
        OfJob found = new OfJob();
        try {
            DeliveredBuilds builds = DeliveredBuilds.of(job);
            for (int number : builds.withDeliveries()) {
                Path folder = builds.records(number);
                BuildDeliveries.read(folder, List.of(), new RecordStore(folder)::read)
                        .records()
                        .forEach(found::add);
            }
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.FINE, e, () -> "The records of " + name + " cannot be read");
        } finally {
            synchronized (this) {
                reading.remove(name);
                kept.put(name, found);
            }
        }
    }

    /** One that ends while the job's are read is on the branch with its result when the next one is made. */
    @Override
    public synchronized void ended(Run<?, ?> build, DeployRecord record) {
        OfJob known = kept.get(build.getParent().getFullName());
        if (known != null) {
            known.add(record);
        }
    }
}
