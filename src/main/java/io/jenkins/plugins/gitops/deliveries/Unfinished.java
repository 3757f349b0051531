package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Which builds have deliveries that have not ended: one small file each, {@code gitops/unfinished/<deploy id>} in Jenkins'
 * home, with the build's external id. Only an index: without it all builds would have to be read at every start.
 */
final class Unfinished {

    private final Path folder =
            Jenkins.get().getRootDir().toPath().resolve("gitops").resolve("unfinished");

    /** Remembers a delivery; on the disk when it returns. */
    void add(DeployId id, Run<?, ?> build) {
        write(id.value(), build.getExternalizableId());
    }

    void remove(DeployId id) {
        try {
            Files.deleteIfExists(folder.resolve(id.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The builds' external ids by deploy id. */
    Map<DeployId, String> all() {
        Map<DeployId, String> found = new HashMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> !each.toString().endsWith(".tmp")).toList()) {
                String name = folder.relativize(file).toString();
                found.put(new DeployId(name), Files.readString(file).strip());
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String content) {
        try {
            Files.createDirectories(folder);
            Path beside = folder.resolve(name + ".tmp");
            Files.writeString(beside, content);
            Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A job that is renamed or moved takes its deliveries along. */
    @Extension
    public static final class Renames extends ItemListener {

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            Unfinished unfinished = new Unfinished();
            unfinished.all().forEach((id, build) -> {
                if (build.startsWith(oldFullName + "#") || build.startsWith(oldFullName + "/")) {
                    unfinished.write(id.value(), newFullName + build.substring(oldFullName.length()));
                }
            });
        }
    }
}
