package io.jenkins.plugins.gitops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One try of each fault, with a fixed seed; {@code dev/chaos} makes more. */
class ChaosTest {

    private static final long SEED = 20_261_125;
    private static final int TRIES = 1;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void no_commit_is_lost_none_is_made_twice_and_the_cluster_equals_the_branch(FaultKind fault) throws Exception {
        ChaosTally tally = Chaos.run(fault, SEED, TRIES, folder.resolve("chaos"));

        assertThat(tally.complaints()).isEmpty();
        System.out.println(ChaosTally.header() + "\n" + tally.row());
    }
}
