package io.jenkins.plugins.gitops.deliveries;

import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a build's deliveries, in the folder {@code gitops} of the build: they move and go with it.
 *
 * <p>Beside each record stands which step asked for it. A step's own state can be lost when a controller is killed; so a
 * step that is resumed finds its delivery here, and never asks twice.
 */
public final class BuildRecords {

    /** The folder's name, in a build's folder. */
    static final String FOLDER = "gitops";

    private static final Pattern NODE = Pattern.compile("[0-9A-Za-z-]{1,64}");

    private final Run<?, ?> build;

    public BuildRecords(Run<?, ?> build) {
        this.build = build;
    }

    /** The store stays right when the build's job is renamed or moved. */
    public RecordStore store() {
        return RecordStore.within(() -> build.getRootDir().toPath(), FOLDER);
    }

    /**
     * The delivery that a step asked for, if it got as far: the record is written last, so without it nothing was asked.
     *
     * @throws GitopsException when it cannot be known
     */
    Optional<DeployId> ofStep(String node) {
        Path file = file(node);
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            String id = Files.readString(file).strip();
            if (!DeployId.isOne(id)) {
                throw new GitopsException(
                        "The file " + file + ", which says what this step asked for before the restart, is damaged",
                        "See on the build's page what it delivered, and build again");
            }
            return Optional.of(new DeployId(id)).filter(store().ids()::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Remembers which step asks for a delivery; on the disk when it returns. */
    void remember(String node, DeployId id) {
        SyncedFile.write(file(node), id.value());
    }

    private Path file(String node) {
        if (!NODE.matcher(node).matches()) {
            throw new IllegalArgumentException("Not a step's id: " + node);
        }
        return build.getRootDir().toPath().resolve(FOLDER).resolve(node + ".step");
    }
}
