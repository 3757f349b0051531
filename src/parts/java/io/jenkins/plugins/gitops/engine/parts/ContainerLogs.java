package io.jenkins.plugins.gitops.engine.parts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * The one page of a kubelet that the API server asks for: {@code /containerLogs/NAMESPACE/POD/CONTAINER} over HTTPS on
 * loopback. The lines fit the container's behaviour. The certificate is the administrator's own, for the API server
 * here does not check it.
 */
final class ContainerLogs implements AutoCloseable {

    private final HttpsServer server;
    private final Finder finder;

    /** Finds a container that this node knows, else null. */
    interface Finder {
        ContainerLife find(String namespace, String pod, String container);
    }

    ContainerLogs(Config config, Executor threads, Finder finder) throws IOException {
        this.finder = finder;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(SSLUtils.keyManagers(config), null, null);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the kubeconfig's certificate to serve logs", e);
        }
        server.setExecutor(threads);
        server.createContext("/containerLogs/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        Map<String, String> query = query(exchange.getRequestURI().getQuery());
        ContainerLife container = path.length == 5 ? finder.find(path[2], path[3], path[4]) : null;
        boolean previous = "true".equals(query.get("previous"));
        int code = 200;
        String text;
        if (container == null) {
            code = 404;
            text = "container not found in pod\n";
        } else if (!container.wasStarted()) {
            code = 400;
            text = "container \"%s\" in pod \"%s\" is waiting to start\n".formatted(path[4], path[3]);
        } else if (previous && !container.endedBefore()) {
            code = 400;
            text = "previous terminated container \"%s\" in pod \"%s\" not found\n".formatted(path[4], path[3]);
        } else {
            List<String> lines = lines(container.behaviour.kind());
            int tail = Integer.parseInt(query.getOrDefault("tailLines", "1000"));
            text = lines.subList(Math.max(0, lines.size() - tail), lines.size()).stream()
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(body.length, Integer.parseInt(query.getOrDefault("limitBytes", "1000000")));
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(code, length == 0 ? -1 : length);
        exchange.getResponseBody().write(body, 0, length);
        exchange.close();
    }

    private static List<String> lines(ContainerBehaviour.Kind kind) {
        return switch (kind) {
            case CRASH, EXIT_1 ->
                List.of(
                        "reading the configuration",
                        "panic: cannot read configuration: CONFIG is not set",
                        "",
                        "goroutine 1 [running]:",
                        "main.main()",
                        "\t/src/main.go:12 +0x65");
            case NEVER_READY ->
                List.of(
                        "reading the configuration",
                        "listening on :8080",
                        "cannot reach the database: connection refused");
            case EXIT_0 -> List.of("reading the configuration", "done");
            default -> List.of("reading the configuration", "listening on :8080");
        };
    }

    private static Map<String, String> query(String text) {
        Map<String, String> values = new TreeMap<>();
        if (text != null) {
            Arrays.stream(text.split("&")).map(pair -> pair.split("=", 2)).forEach(pair -> {
                values.put(pair[0], pair.length == 2 ? pair[1] : "");
            });
        }
        return values;
    }
}
