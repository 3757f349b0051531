package io.jenkins.plugins.gitops.drift;

import com.fasterxml.jackson.core.type.TypeReference;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.gitops.deliveries.DeliveryListener;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * What builds delivered to last, in the file {@code gitops/drift/targets.json} in Jenkins' home: so many pairs of application and
 * environment as {@link TargetBounds} says. Builds may be deleted, and the watch goes on.
 */
@Extension
public final class WatchedTargets implements DeliveryListener {

    private static final Logger LOGGER = Logger.getLogger(WatchedTargets.class.getName());

    private final Path file = folder().resolve("targets.json");
    private final Map<DeliveryTarget, WatchedTarget> targets = new LinkedHashMap<>();

    public WatchedTargets() {
        read().forEach(target -> targets.put(target.request().target(), target));
    }

    static WatchedTargets get() {
        return ExtensionList.lookupSingleton(WatchedTargets.class);
    }

    static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("gitops").resolve("drift");
    }

    synchronized List<WatchedTarget> all() {
        return List.copyOf(targets.values());
    }

    /** What committed something is what is watched from now on. */
    @Override
    public void ended(Run<?, ?> build, DeployRecord record) {
        if (record.commit().isPresent()) {
            add(WatchedTarget.of(build, record.request()));
        }
    }

    private synchronized void add(WatchedTarget target) {
        DeliveryTarget id = target.request().target();
        targets.remove(id);
        targets.put(id, target);
        TargetBounds.tooMany(targets.values(), target).ifPresent(this::forget);
        try {
            SyncedFile.write(file, RecordJson.MAPPER.writeValueAsString(all()));
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What is watched for drift could not be kept in " + file);
        }
    }

    private void forget(WatchedTarget oldest) {
        targets.remove(oldest.request().target());
        LOGGER.warning(() -> "Drift of " + oldest.request().target() + ", which the job " + oldest.job()
                + " delivered, is not watched any more: of one job at most " + TargetBounds.OF_ONE_JOB
                + " applications and environments are watched, and " + TargetBounds.IN_ALL
                + " in all, of which the folder with the most loses its oldest. Its next delivery is watched again");
    }

    /** One that cannot be read counts as missing: the next deliveries fill it again. */
    private List<WatchedTarget> read() {
        try {
            return RecordJson.MAPPER.readValue(Files.readAllBytes(file), new TypeReference<List<WatchedTarget>>() {});
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> file + " cannot be read; environments are watched after their next delivery");
            return List.of();
        }
    }
}
