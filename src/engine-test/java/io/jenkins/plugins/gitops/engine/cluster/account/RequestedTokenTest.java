package io.jenkins.plugins.gitops.engine.cluster.account;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestedTokenTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static ControlPlane plane;
    private static ClusterAccess admin;
    private static String namespace;

    private long nanos;
    private final SteadyClock clock = new SteadyClock(InstantSource.system(), () -> nanos);

    @BeforeAll
    static void prepare() {
        plane = ControlPlane.shared();
        admin = ClusterAccess.fromKubeconfig(plane.kubeconfig(), "the test", Optional.empty());
        namespace = plane.freshNamespace();
        account("deployer");
        account("issuer");
        plane.kubectl(namespace, "create", "role", "tokens", "--verb=create", "--resource=serviceaccounts/token")
                .succeeded();
        plane.kubectl(
                        namespace,
                        "create",
                        "rolebinding",
                        "tokens",
                        "--role=tokens",
                        "--serviceaccount=" + namespace + ":issuer")
                .succeeded();
    }

    private static void account(String name) {
        plane.kubectl(namespace, "create", "serviceaccount", name).succeeded();
    }

    private static ServiceAccountName named(String name) {
        return new ServiceAccountName(namespace, name);
    }

    /** As that account, by a token of its own. */
    private static ClusterAccess as(String account) {
        return admin.as(new FixedToken(plane.token(namespace, account)));
    }

    private record FixedToken(String token) implements CredentialSource {
        @Override
        public ClientCredential current() {
            return ClientCredential.token(token);
        }

        @Override
        public boolean rejected(ClientCredential credential) {
            return false;
        }
    }

    private static String who(ClusterAccess access) {
        try (Cluster cluster = Cluster.connect(access, Duration.ofSeconds(10))) {
            return cluster.account(namespace).name().orElseThrow();
        }
    }

    @Test
    void whoever_may_request_tokens_and_nothing_else_delivers_as_the_account() {
        ClusterAccess access = new RequestedToken(as("issuer"), named("deployer"), HOUR).access();

        assertThat(who(access)).isEqualTo(named("deployer").user());
        assertThat(access.toString()).contains("tokens of ServiceAccount " + namespace + "/deployer");
    }

    @Test
    void a_token_is_kept_for_four_fifths_of_its_time_whatever_the_wall_clock_shows() {
        RequestedToken tokens = new RequestedToken(admin, named("deployer"), HOUR, clock);
        ClientCredential first = tokens.current();
        Instant begin = Instant.now();

        // Two tokens of one second can be the same text.
        eventually("the next second").until(() -> Instant.now().isAfter(begin.plusMillis(1100)));
        pass(Duration.ofMinutes(47));
        assertThat(tokens.current()).isEqualTo(first);
        pass(Duration.ofMinutes(2));
        assertThat(tokens.current()).isNotEqualTo(first);
    }

    @Test
    void the_token_before_is_used_to_its_end_while_no_new_one_can_be_had() {
        account("leaving");
        RequestedToken tokens = new RequestedToken(admin, named("leaving"), HOUR, clock);
        ClientCredential first = tokens.current();
        plane.kubectl(namespace, "delete", "serviceaccount", "leaving").succeeded();

        pass(Duration.ofMinutes(59));
        assertThat(tokens.current()).isEqualTo(first);
        pass(Duration.ofMinutes(2));
        assertThatThrownBy(tokens::current)
                .isInstanceOf(GitopsException.class)
                .hasMessage("There is no ServiceAccount " + namespace + "/leaving");
    }

    @Test
    void one_that_the_server_does_not_accept_is_requested_anew_but_not_again_and_again() {
        account("again");
        RequestedToken tokens = new RequestedToken(admin, named("again"), HOUR, clock);
        ClientCredential first = tokens.current();

        assertThat(tokens.rejected(first)).isFalse();
        assertThat(tokens.current()).isEqualTo(first);
        pass(Duration.ofSeconds(11));
        assertThat(tokens.rejected(first)).isTrue();
        plane.kubectl(namespace, "delete", "serviceaccount", "again").succeeded();
        assertThatThrownBy(tokens::current).hasMessageContaining("no ServiceAccount");
    }

    @Test
    void what_the_requester_lacks_is_named() {
        RequestedToken tokens = new RequestedToken(as("deployer"), named("issuer"), HOUR);

        assertThatThrownBy(tokens::current)
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                        .contains("create serviceaccounts/token", "namespace " + namespace))
                .hasMessageContaining("ServiceAccount " + namespace + "/issuer was refused");
    }

    @Test
    void a_time_that_no_server_gives_is_refused_at_once() {
        assertThatThrownBy(() -> new TokenRequest(named("deployer"), Duration.ofMinutes(9)))
                .hasMessageContaining("540 s");
        assertThatThrownBy(() -> new TokenRequest(named("deployer"), Duration.ofDays(366)))
                .isInstanceOf(GitopsException.class);
    }

    @Test
    void the_same_account_asked_for_by_the_same_credential_shares_connections() {
        assertThat(new RequestedToken(admin, named("deployer"), HOUR).access())
                .isEqualTo(new RequestedToken(admin, named("deployer"), HOUR).access())
                .isNotEqualTo(new RequestedToken(admin, named("issuer"), HOUR).access())
                .isNotEqualTo(new RequestedToken(as("issuer"), named("deployer"), HOUR).access());
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
