package io.jenkins.plugins.gitops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.cli.CommandLineScene.Said;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.ImageRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command line's process is killed (SIGKILL) at its first request to the Git server, at its second, and so on: every
 * state of a write-back that the server can see is one of these, as the request is carried out all the same. Resumed, it is one commit each time.
 */
class KilledWriteBackTest {

    @TempDir
    Path folder;

    @Test
    void killed_at_any_request_to_the_git_server_and_resumed_it_is_one_commit() throws Exception {
        int request = 1;
        while (killedAt(request)) {
            request++;
        }

        assertThat(request).as("one more than a delivery's requests").isGreaterThan(4);
    }

    /** Returns whether the delivery has that many requests. */
    private boolean killedAt(int request) throws IOException, InterruptedException {
        AtomicReference<Process> process = new AtomicReference<>();
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<FaultyNetwork> network = new AtomicReference<>();
        CommandLineScene scene =
                new CommandLineScene(Files.createDirectories(folder.resolve("request-" + request)), repository -> {
                    network.set(new FaultyNetwork(repository, line -> {
                        if (asked.incrementAndGet() == request) {
                            process.get().destroyForcibly();
                            return Fault.ANSWER_LOST;
                        }
                        return Fault.NONE;
                    }));
                    return new BareRepository(
                            network.get().url(), repository.username(), repository.password(), repository.folder());
                });
        ImageReference image = ImageRegistry.shared().push("shop", "1", Map.of());
        try (FaultyNetwork way = network.get()) {
            process.set(scene.start(scene.deploy(image.toString())));
            boolean killed = Eventually.exitCode(process.get()) != 0;
            assertThat(asked.get() >= request).isEqualTo(killed);
            if (killed) {
                Said resumed = scene.resume();
                assertThat(resumed.exitCode()).as(resumed.err()).isZero();
            }
            assertThat(scene.commits())
                    .as("commits, killed at request %d", request)
                    .isEqualTo(2);
            assertThat(scene.running()).isEqualTo(image.withoutTag().toString());
            return killed;
        }
    }
}
