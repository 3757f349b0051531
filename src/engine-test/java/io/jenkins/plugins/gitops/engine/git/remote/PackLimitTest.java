package io.jenkins.plugins.gitops.engine.git.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.TestBranch;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferLimits;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.SshServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of a real server, over HTTP and SSH, that are larger than allowed; and the same with enough allowed. */
class PackLimitTest {

    private static final int FILE = 300_000;

    @TempDir
    Path folder;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("large", incompressible()));
    private Repository cache;

    @BeforeEach
    void create() throws IOException {
        cache = new FileRepository(folder.resolve("cache.git").toFile());
        cache.create(true);
    }

    @Test
    void a_pack_over_http_that_is_too_large_is_cut() {
        assertTooLarge(origin.url(), TestBranch.credentials(origin));
    }

    @Test
    void a_pack_over_ssh_that_is_too_large_is_cut() {
        assertTooLarge(SshServer.shared().url(origin), SshTestBranch.writer());
    }

    @Test
    void what_is_no_pack_has_a_limit_of_its_own_that_a_large_pack_does_not_touch() throws IOException {
        for (Map.Entry<String, GitCredentials> each : Map.of(
                        origin.url(),
                        TestBranch.credentials(origin),
                        SshServer.shared().url(origin),
                        SshTestBranch.writer())
                .entrySet()) {
            RemoteConnection connection = connection(each.getKey(), each.getValue(), 8 * 1024, 10 * FILE);

            assertThat(connection
                            .fetchTip(new Target(), cache, RemoteConnection.Part.FILES)
                            .name())
                    .isEqualTo(origin.git("rev-parse", "main").strip());
        }
    }

    private void assertTooLarge(String url, GitCredentials credentials) {
        assertThatThrownBy(() -> connection(url, credentials, 1024 * 1024, FILE / 2)
                        .fetchTip(new Target(), cache, RemoteConnection.Part.FILES))
                .isInstanceOfSatisfying(RemoteUnreachableException.class, e -> {
                    assertThat(e).hasMessageContaining("of files and history");
                    assertThat(e.remedy()).contains(TransferLimits.PACK_BYTES);
                });
    }

    private static RemoteConnection connection(String url, GitCredentials credentials, int answer, int pack) {
        return new RemoteConnection(
                new GitRemote(url, "main"),
                "refs/heads/main",
                credentials,
                SshTestBranch.TIMEOUT,
                Optional.empty(),
                new TransferLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), answer, pack));
    }

    /** One that nobody else uses. */
    private static final class Target implements FetchTarget {

        @Override
        public void change(Change change) throws IOException {
            change.make();
        }

        @Override
        public SharedFetch sharedFetch(String ref, RemoteConnection.Part part) {
            return new SharedFetch();
        }
    }

    private static String incompressible() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        while (text.length() < 2 * FILE) {
            text.append(Long.toString(random.nextLong(), Character.MAX_RADIX));
        }
        return text.toString();
    }
}
