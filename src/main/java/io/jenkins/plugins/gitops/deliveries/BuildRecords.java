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
 * The files of a build's deliveries, in the folder {@code gitops} of the build. They are moved and deleted with the build.
 *
 * <p>A file beside each record names the step that requested it. A step's own state can be lost when a controller is killed.
 * So a resumed step finds its delivery here, and never requests a second one.
 */
public final class BuildRecords {

    /** The folder's name, in a build's folder. */
    public static final String FOLDER = "gitops";

    private static final Pattern NODE = Pattern.compile("[0-9A-Za-z-]{1,64}");

    private final Run<?, ?> build;

    public BuildRecords(Run<?, ?> build) {
        this.build = build;
    }

    /** The store of the records. It stays valid when the build's job is renamed or moved. */
    public RecordStore store() {
        return RecordStore.within(() -> build.getRootDir().toPath(), FOLDER);
    }

    /**
     * The delivery that a step requested. Empty without a record: the record is written last.
     *
     * @throws GitopsException when the file that names the delivery is damaged
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
                        "The file " + file + ", which names the delivery of this step, is damaged",
                        "See on the build's page what it delivered, and build again");
            }
            return Optional.of(new DeployId(id)).filter(store().ids()::contains);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores which step requests a delivery. The file is on the disk when this returns. */
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
