package io.jenkins.plugins.gitops.engine.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.access.CredentialSource;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client certificate that changes while requests are under way. */
class ChangingCertificateTest {

    private static final ClientCredential TOKEN = ClientCredential.token("t0ken-t0ken");

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private HttpServer server;
    private volatile ClientCredential credential = certificate("");

    /** A real one; the white space behind it makes it another one for us. */
    private static ClientCredential certificate(String space) {
        ClusterAccess admin =
                ClusterAccess.fromKubeconfig(ControlPlane.shared().kubeconfig(), "the test", Optional.empty());
        return new ClientCredential(
                Optional.empty(), admin.clientCertificate().map(pem -> pem + space), admin.clientKey());
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                asked.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        server.stop(0);
    }

    private ClusterAccess access() {
        ClusterAccess plain = new ClusterAccess(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return plain.as(new CredentialSource() {
            @Override
            public ClientCredential current() {
                return credential;
            }

            @Override
            public boolean rejected(ClientCredential rejected) {
                return false;
            }
        });
    }

    @Test
    void two_that_come_in_turns_keep_their_connections() {
        try (ApiClients clients = new ApiClients(access(), Duration.ofSeconds(10))) {
            HttpClient first = used(clients, credential);
            HttpClient second = used(clients, TOKEN);

            assertThat(second).isNotSameAs(first);
            assertThat(used(clients, credential)).isSameAs(first);
            assertThat(used(clients, TOKEN)).isSameAs(second);
        }
    }

    private static HttpClient used(ApiClients clients, ClientCredential by) {
        try (ApiClients.Use use = clients.use(Optional.of(by))) {
            return use.http();
        }
    }

    @Test
    void a_request_under_way_outlives_the_next_certificates_and_its_connections_are_closed_then() throws Exception {
        try (ApiServer api = new ApiServer(access(), Duration.ofSeconds(60))) {
            CompletableFuture<ApiAnswer> slow = CompletableFuture.supplyAsync(() -> api.send(ApiCall.get("/slow")));
            asked.await();
            for (ClientCredential next : new ClientCredential[] {TOKEN, certificate("\n"), certificate("\n\n")}) {
                credential = next;
                assertThat(api.send(ApiCall.get("/")).ok()).isTrue();
            }
            goOn.countDown();

            assertThat(slow.get().ok()).isTrue();
        }
    }

    @Test
    void an_older_one_is_closed_when_its_last_use_is_over() {
        try (ApiClients clients = new ApiClients(access(), Duration.ofSeconds(10))) {
            ApiClients.Use first = clients.use(Optional.of(credential));
            used(clients, TOKEN);
            used(clients, certificate("\n"));

            assertThat(first.http().isClosed()).isFalse();
            first.close();
            assertThat(first.http().isClosed()).isTrue();
        }
    }
}
