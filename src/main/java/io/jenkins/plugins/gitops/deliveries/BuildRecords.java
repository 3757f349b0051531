package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.delivery.DeployId;
import io.jenkins.plugins.gitops.engine.delivery.RecordStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a build's deliveries, in the folder {@code gitops} of the build: they move and go with it.
 *
 * <p>Beside each record stands which step asked for it. A step's own state can be lost when a controller is killed; so a
 * step that is resumed finds its delivery here, and never asks twice.
 */
public final class BuildRecords {

    private static final Pattern NODE = Pattern.compile("[0-9A-Za-z-]{1,64}");

    private final Path folder;

    public BuildRecords(Run<?, ?> build) {
        this.folder = build.getRootDir().toPath().resolve("gitops");
    }

    public RecordStore store() {
        return new RecordStore(folder);
    }

    /** The delivery that a step asked for, if it got as far. */
    Optional<DeployId> ofStep(String node) {
        try {
            Path file = file(node);
            return Files.exists(file)
                    ? Optional.of(new DeployId(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Remembers which step asked for a delivery. */
    void remember(String node, DeployId id) {
        try {
            Files.createDirectories(folder);
            Path beside = folder.resolve(node + ".step.tmp");
            Files.writeString(beside, id.value());
            Files.move(beside, file(node), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String node) {
        if (!NODE.matcher(node).matches()) {
            throw new IllegalArgumentException("Not a step's id: " + node);
        }
        return folder.resolve(node + ".step");
    }
}
