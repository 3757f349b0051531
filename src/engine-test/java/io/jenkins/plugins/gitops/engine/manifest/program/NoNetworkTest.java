package io.jenkins.plugins.gitops.engine.manifest.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Systems on which no network can be taken away: programs run all the same, and the administrator is told. */
class NoNetworkTest {

    private static final Logger LOGGER = Logger.getLogger(NoNetwork.class.getName());

    @TempDir
    private Path bin;

    private final List<String> logged = new ArrayList<>();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            logged.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
    }

    @Test
    void without_the_program_for_it_there_is_one_warning() {
        assertWarnedOnce();
    }

    @Test
    void where_the_system_forbids_it_there_is_one_warning() throws IOException {
        for (String program : List.of("unshare", "true")) {
            Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\nexit 1\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }

        assertWarnedOnce();
    }

    private void assertWarnedOnce() {
        SearchPath path = new SearchPath(bin.toString());

        assertThat(NoNetwork.prefix(path)).isEmpty();
        assertThat(NoNetwork.prefix(path)).isEmpty();

        assertThat(logged).singleElement().asString().contains("run with a network here", "not from ports of this one");
    }
}
