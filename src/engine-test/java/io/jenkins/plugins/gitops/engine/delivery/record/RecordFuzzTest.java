package io.jenkins.plugins.gitops.engine.delivery.record;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.fuzz.FuzzTests;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Records on a disk that others may have written to. */
class RecordFuzzTest extends FuzzTests {

    private static final DeployId ID = new DeployId("01m89yht00yfa249tq0qp2tbat");

    @TempDir
    static Path folder;

    @FuzzTest
    void record(byte[] input) {
        check(() -> {
            Files.write(folder.resolve(ID + ".json"), input);
            DeployRecord record = new RecordStore(folder).read(ID);
            record.duration(SteadyClock.SYSTEM);
            record.brief().resumable();
            if (record.ending().isPresent()) {
                DeliveryFacts.of(record);
            }
        });
    }
}
