package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Which builds have deliveries, or removals, that have not ended. Each has one small file, {@code gitops/unfinished/<deploy id>}
 * or {@code gitops/removals/<deploy id>} in Jenkins' home, with the build's external id. Without this index all builds would
 * have to be read at every start.
 */
public final class UnfinishedIndex {

    private static final Logger LOGGER = Logger.getLogger(UnfinishedIndex.class.getName());

    private final Path folder;

    /** That of deliveries. */
    UnfinishedIndex() {
        this("unfinished");
    }

    private UnfinishedIndex(String name) {
        folder = Jenkins.get().getRootDir().toPath().resolve("gitops").resolve(name);
    }

    /** That of removals. */
    public static UnfinishedIndex ofRemovals() {
        return new UnfinishedIndex("removals");
    }

    /** Adds one. The file is on the disk when this returns. */
    public void add(DeployId id, Run<?, ?> build) {
        write(id, build.getExternalizableId());
    }

    public void remove(DeployId id) {
        try {
            Files.deleteIfExists(folder.resolve(id.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The builds' external ids by deploy id. A file that cannot be read does not hide the others. */
    public Map<DeployId, String> all() {
        Map<DeployId, String> found = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = folder.relativize(file).toString();
                if (DeployId.isOne(name)) {
                    read(file, new DeployId(name), found);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path file, DeployId id, Map<DeployId, String> found) {
        try {
            found.put(id, Files.readString(file).strip());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> file + " cannot be read, so what it stands for is not resumed");
        }
    }

    private void write(DeployId id, String build) {
        SyncedFile.write(folder.resolve(id.value()), build);
    }

    /** Adapts the files when a job is renamed or moved. */
    @Extension
    public static final class Renames extends ItemListener {

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            adapt(new UnfinishedIndex(), oldFullName, newFullName);
            adapt(ofRemovals(), oldFullName, newFullName);
        }

        private static void adapt(UnfinishedIndex unfinished, String oldFullName, String newFullName) {
            unfinished.all().forEach((id, build) -> {
                if (build.startsWith(oldFullName + "#") || build.startsWith(oldFullName + "/")) {
                    unfinished.write(id, newFullName + build.substring(oldFullName.length()));
                }
            });
        }
    }
}
