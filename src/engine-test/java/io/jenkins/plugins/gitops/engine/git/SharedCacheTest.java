package io.jenkins.plugins.gitops.engine.git;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.Backoff;
import io.jenkins.plugins.gitops.engine.git.remote.GitCredentials;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SharedCacheTest {

    @TempDir
    Path caches;

    @TempDir
    Path logs;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));

    @Test
    @Timeout(90)
    void processes_share_a_cache_and_one_that_is_killed_harms_nobody() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (String name : List.of("one", "two", "killed")) {
            writers.add(writer(name, name.equals("killed") ? 1000 : 5));
        }
        try {
            eventually("the one that will be killed has pushed")
                    .failFast(() -> assertThat(writers.get(2).isAlive())
                            .as(output("killed"))
                            .isTrue())
                    .until(() -> origin.git("log", "--format=%s", "main"), log -> log.contains("killed 1"));
            writers.get(2).destroyForcibly();

            for (int i = 0; i < 2; i++) {
                assertThat(writers.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(writers.get(0).exitValue()).as(output("one")).isZero();
            assertThat(writers.get(1).exitValue()).as(output("two")).isZero();
        } finally {
            writers.forEach(Process::destroyForcibly);
        }
        List<String> subjects = origin.git("log", "--format=%s", "main").lines().toList();
        assertThat(subjects).doesNotHaveDuplicates();
        assertThat(subjects.stream().filter(subject -> subject.matches("(one|two) \\d")))
                .hasSize(10);
        try (RemoteBranch branch = TestBranch.of(origin, caches)) {
            assertThat(branch.log(branch.fetchTip(), 10000)).hasSameSizeAs(subjects);
        }
    }

    private Process writer(String name, int commits) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        origin.url(),
                        origin.username(),
                        origin.password(),
                        caches.toString(),
                        name,
                        Integer.toString(commits))
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name).toFile())
                .start();
    }

    private String output(String name) throws IOException {
        return Files.readString(logs.resolve(name)).replace("%", "%%");
    }

    /** A process that pushes commits until all are in. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws InterruptedException {
            GitCredentials credentials = new GitCredentials.UsernamePassword(arguments[1], arguments[2]);
            GitRemote remote = new GitRemote(arguments[0], "main");
            try (RemoteBranch branch =
                    RemoteBranch.open(Path.of(arguments[3]), remote, credentials, Duration.ofSeconds(20))) {
                for (int i = 0; i < Integer.parseInt(arguments[5]); i++) {
                    untilIn(branch, arguments[4], arguments[4] + " " + i);
                }
            }
        }

        private static void untilIn(RemoteBranch branch, String file, String content) throws InterruptedException {
            Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), 1000);
            Revision tip = branch.fetchTip();
            for (int attempt = 1; ; attempt++) {
                Revision commit = TestBranch.commit(branch, tip, Map.of(file, content), content);
                PushOutcome outcome =
                        branch.push(commit, tip, message -> message.subject().equals(content));
                if (outcome instanceof PushOutcome.In) {
                    return;
                }
                // As a delivery backs off.
                Thread.sleep(backoff.after(attempt, ThreadLocalRandom.current())
                        .orElseThrow()
                        .toMillis());
                tip = branch.fetchTip();
            }
        }
    }
}
