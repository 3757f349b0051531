package io.jenkins.plugins.gitops.engine.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;

class FreshSceneTest {

    private static Probe before;

    @FreshScene
    private Probe scene;

    private static final class Probe implements AutoCloseable {

        private final Path folder;
        private boolean closed;

        private Probe(Path folder) {
            this.folder = folder;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @RepeatedTest(2)
    void each_test_has_its_own_and_the_one_before_is_closed_and_its_folder_gone() throws IOException {
        Files.writeString(scene.folder.resolve("file"), "");

        assertThat(scene.closed).isFalse();
        if (before != null) {
            assertThat(scene).isNotSameAs(before);
            assertThat(before.closed).isTrue();
            assertThat(before.folder).doesNotExist();
        }
        before = scene;
    }
}
