package io.jenkins.plugins.gitops.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.Fault;
import io.jenkins.plugins.gitops.engine.git.FaultyNetwork.FaultPlan;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.BranchMissingException;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.git.remote.RepositoryMissingException;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreliableServerTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String PUSH = "POST .*/git-receive-pack .*";

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));

    @Test
    void a_push_whose_answer_was_lost_is_in() {
        try (FaultyNetwork network = new FaultyNetwork(origin, on(PUSH, Fault.ANSWER_LOST));
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
        assertThat(origin.git("rev-list", "--count", "main").strip()).isEqualTo("2");
    }

    @Test
    void a_push_whose_request_was_lost_once_is_in_by_the_second_try() {
        AtomicBoolean lost = new AtomicBoolean();
        FaultPlan once =
                line -> line.matches(PUSH) && lost.compareAndSet(false, true) ? Fault.REQUEST_LOST : Fault.NONE;
        try (FaultyNetwork network = new FaultyNetwork(origin, once);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS)).isEqualTo(new PushOutcome.In(commit));
        }
    }

    @Test
    void a_server_that_dies_during_the_push_leaves_it_unclear() {
        AtomicBoolean dead = new AtomicBoolean();
        FaultPlan dies = line -> {
            if (line.matches(PUSH)) {
                dead.set(true);
            }
            return dead.get() ? Fault.REQUEST_LOST : Fault.NONE;
        };
        try (FaultyNetwork network = new FaultyNetwork(origin, dies);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, TestBranch.TIMEOUT)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOfSatisfying(PushOutcome.Unclear.class, unclear -> assertThat(unclear.reason())
                            .contains("broke the connection"));

            dead.set(false);
            assertThat(branch.fetchTip()).isEqualTo(tip);
        }
    }

    @Test
    void a_push_that_meets_silence_is_unclear_within_a_few_timeouts() {
        try (FaultyNetwork network = new FaultyNetwork(origin, on(".*receive-pack.*", Fault.SILENCE));
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, SHORT)) {
            Revision tip = branch.fetchTip();
            Revision commit = TestBranch.commit(branch, tip, "web.yaml", "image: b\n");
            Instant start = Instant.now();

            assertThat(branch.push(commit, tip, TestBranch.NOBODYS))
                    .isInstanceOfSatisfying(PushOutcome.Unclear.class, unclear -> assertThat(unclear.reason())
                            .contains("was silent for 1 s")
                            .contains("has not moved yet"));
            assertThat(Duration.between(start, Instant.now())).isLessThan(SHORT.multipliedBy(8));
        }
    }

    @Test
    void a_silent_server_is_an_error_within_the_timeout() {
        try (FaultyNetwork network = new FaultyNetwork(origin, line -> Fault.SILENCE);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, SHORT)) {
            Instant start = Instant.now();

            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining("was silent for 1 s");
            assertThat(Duration.between(start, Instant.now())).isLessThan(SHORT.multipliedBy(4));
        }
    }

    @Test
    void a_server_that_is_silent_in_the_middle_of_a_fetch_is_an_error_within_the_timeout() {
        try (FaultyNetwork network = new FaultyNetwork(origin, on("POST .*/git-upload-pack .*", Fault.SILENCE));
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, SHORT)) {

            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining("was silent for 1 s");
        }
    }

    @Test
    void a_server_that_is_down_says_so() {
        try (FaultyNetwork network = new FaultyNetwork(origin, line -> Fault.UNAVAILABLE);
                RemoteBranch branch = TestBranch.of(network.url(), origin, caches, SHORT)) {

            assertThatThrownBy(branch::fetchTip)
                    .isInstanceOf(RemoteUnreachableException.class)
                    .hasMessageContaining("answered with HTTP 503");
        }
    }

    @Test
    void a_refused_connection_says_so() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> fetchTip("http://127.0.0.1:" + port + "/shop.git", "main"))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("refuses the connection");
    }

    @Test
    void an_unknown_host_says_so() {
        assertThatThrownBy(() -> fetchTip("http://nowhere.invalid/shop.git", "main"))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("unknown host name");
    }

    @Test
    void a_server_without_tls_says_so() {
        assertThatThrownBy(() -> fetchTip(origin.url().replace("http:", "https:"), "main"))
                .isInstanceOf(RemoteUnreachableException.class)
                .hasMessageContaining("TLS");
    }

    @Test
    void a_missing_repository_is_told_from_a_missing_branch() {
        assertThatThrownBy(() -> fetchTip(origin.url().replace("repository-", "other-"), "main"))
                .isInstanceOf(RepositoryMissingException.class)
                .hasMessageContaining("There is no repository at");
        assertThatThrownBy(() -> fetchTip(origin.url(), "missing"))
                .isInstanceOf(BranchMissingException.class)
                .hasMessageContaining("There is no branch 'missing'");
    }

    @Test
    void an_empty_repository_has_no_branch() {
        BareRepository empty = GitServer.shared().createRepository(Map.of());

        assertThatThrownBy(() -> fetchTip(empty.url(), "main")).isInstanceOf(BranchMissingException.class);
    }

    private void fetchTip(String url, String name) {
        try (RemoteBranch branch = RemoteBranch.open(
                caches, new GitRemote(url, name), TestBranch.credentials(origin), TestBranch.TIMEOUT)) {
            branch.fetchTip();
        }
    }

    private static FaultPlan on(String request, Fault fault) {
        return line -> line.matches(request) ? fault : Fault.NONE;
    }
}
