package io.jenkins.plugins.gitops.figures;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.gitops.builds.BuildDeliveries;
import io.jenkins.plugins.gitops.builds.DeliveredBuilds;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.deliveries.DeliveryThreads;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.WeighedKept;
import io.jenkins.plugins.gitops.engine.delivery.history.KnownResults;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.figures.TargetFigures;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What the records of jobs' builds say that their branches do not, kept for figures over many jobs: to read the records of all
 * takes too long for a page. They are read once in the background, on {@value #THREADS} threads, and what ends after that is
 * added.
 */
@Extension
public final class JobRecords implements DeliveryListener {

    private static final Logger LOGGER = Logger.getLogger(JobRecords.class.getName());

    private static final int THREADS = 2;

    /** So many ends are kept, of all jobs together: those of the jobs that were needed last. */
    private static final long MOST = 500_000;

    /** What a job of few ends counts as. */
    private static final int LEAST = 50;

    /** Of so many jobs it is known when their records were read. */
    private static final int MOST_JOBS = 5_000;

    /** What was read and not kept is not read again so soon: else more jobs than are kept would be read for ever. */
    private static final Duration AGAIN = Duration.ofHours(1);

    /** As old deliveries are in figures: the longest time span, and the one before it. */
    private static final Duration OLDEST = Duration.ofDays(2L * Collections.max(TargetFigures.USUAL_DAYS));

    private final ScheduledExecutorService pool = DeliveryThreads.start("gitops-records", THREADS);
    private final SteadyClock clock = SteadyClock.SYSTEM;
    private final WeighedKept<String, OfJob> kept = new WeighedKept<>(MOST, OfJob::weight);
    private final Map<String, Instant> read = NewestKept.byAccess(() -> MOST_JOBS);
    private final Map<String, Job<?, ?>> reading = new HashMap<>();

    public static JobRecords get() {
        return ExtensionList.lookupSingleton(JobRecords.class);
    }

    /** Of one job. */
    static final class OfJob {

        private final Map<DeployId, KnownResults.Ended> endings = new ConcurrentHashMap<>();
        private final Set<DeliveryTarget> targets = ConcurrentHashMap.newKeySet();

        Optional<KnownResults.Ended> ended(DeployId id) {
            return Optional.ofNullable(endings.get(id));
        }

        /** What the job has delivered, and where. */
        Set<DeliveryTarget> targets() {
            return Set.copyOf(targets);
        }

        private void add(DeployRecord record, Instant oldest) {
            targets.add(record.request().target());
            KnownResults known = KnownResults.of(record);
            for (DeployId id : List.of(record.id(), record.attempt().id())) {
                if (!id.requested().isBefore(oldest)) {
                    known.of(id).ifPresent(ended -> endings.put(id, ended));
                }
            }
        }

        private void trim(Instant oldest) {
            endings.keySet().removeIf(id -> id.requested().isBefore(oldest));
        }

        private int weight() {
            return Math.max(LEAST, endings.size() + targets.size());
        }
    }

    /** From memory; empty while they are read. What was read a moment ago, and did not fit, says nothing. */
    synchronized Optional<OfJob> of(Job<?, ?> job) {
        String name = job.getFullName();
        Optional<OfJob> known = kept.get(name);
        if (known.isPresent() || reading.containsKey(name)) {
            return known;
        }
        Instant last = read.get(name);
        if (last != null && clock.since(last).compareTo(AGAIN) < 0) {
            return Optional.of(new OfJob());
        }
        reading.put(name, job);
        pool.execute(() -> read(job, name));
        return Optional.empty();
    }

    /** Whether a job below a folder is known that may deliver: nothing is read for it. */
    public synchronized boolean anyBelow(String folder) {
        return kept.anyKey(name -> name.startsWith(folder + "/"));
    }

    private void read(Job<?, ?> job, String name) {
        OfJob found = new OfJob();
        try {
            Instant oldest = oldest();
            DeliveredBuilds builds = DeliveredBuilds.of(job);
            for (int number : builds.withDeliveries()) {
                Path folder = builds.records(number);
                BuildDeliveries.read(folder, List.of(), new RecordStore(folder)::read)
                        .records()
                        .forEach(record -> found.add(record, oldest));
            }
        } catch (UncheckedIOException e) {
            LOGGER.log(Level.FINE, e, () -> "The records of " + name + " cannot be read");
        } finally {
            ready(job, name, found);
        }
    }

    /** What another job had that was there under this name is not kept. */
    private synchronized void ready(Job<?, ?> job, String name, OfJob found) {
        if (reading.get(name) == job) {
            reading.remove(name);
            kept.put(name, found);
            read.put(name, clock.start());
        }
    }

    /** One that ends while the job's are read is on the branch with its result when the next one is made. */
    @Override
    public synchronized void ended(Run<?, ?> build, DeployRecord record) {
        String name = build.getParent().getFullName();
        kept.get(name).ifPresent(known -> {
            known.add(record, oldest());
            known.trim(oldest());
            kept.put(name, known);
        });
    }

    private Instant oldest() {
        return clock.instant().minus(OLDEST);
    }

    private synchronized void forget(String gone) {
        Predicate<String> below = name -> name.equals(gone) || name.startsWith(gone + "/");
        kept.removeIf(below);
        reading.keySet().removeIf(below);
        List.copyOf(read.keySet()).stream().filter(below).forEach(read::remove);
    }

    /** What is kept under a name is not of a job that gets this name later. */
    @Extension
    public static final class Jobs extends ItemListener {

        @Override
        public void onDeleted(Item item) {
            get().forget(item.getFullName());
        }

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            get().forget(oldFullName);
        }
    }

    @Terminator
    public static void onStop() {
        if (!DeliveryThreads.stop(get().pool)) {
            LOGGER.fine("The records of a job are still being read");
        }
    }
}
