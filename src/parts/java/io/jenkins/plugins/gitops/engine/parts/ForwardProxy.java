package io.jenkins.plugins.gitops.engine.parts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on loopback: forwards requests and makes tunnels (RFC 9110). Hosts whose name ends with {@code .invalid}
 * are this machine. No resolver knows them, so a request that reaches them went through this proxy.
 */
public final class ForwardProxy implements AutoCloseable {

    private final LoopbackServer listener = new LoopbackServer("forward-proxy", this::serve);
    private final Optional<String> authorization;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<Integer, Integer> ports = new ConcurrentHashMap<>();

    /** Lets everybody through. */
    public ForwardProxy() {
        this(Optional.empty());
    }

    /** Asks for a user and a password. */
    public ForwardProxy(String user, String password) {
        this(Optional.of("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8))));
    }

    private ForwardProxy(Optional<String> authorization) {
        this.authorization = authorization;
    }

    public int port() {
        return listener.port();
    }

    /** Sends what is asked for one port to another, because only root may listen on the well-known ports. */
    public ForwardProxy leading(int asked, int to) {
        ports.put(asked, to);
        return this;
    }

    /** The first lines of the requests that it let through: {@code CONNECT host:port HTTP/1.1}. */
    public List<String> asked() {
        return asked;
    }

    private void serve(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        String head = LoopbackServer.head(in);
        if (head.isEmpty()) {
            return;
        }
        if (authorization.isPresent() && !head.contains("Proxy-Authorization: " + authorization.get())) {
            client.getOutputStream()
                    .write(("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\""
                                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            return;
        }
        asked.add(head.substring(0, head.indexOf('\r')));
        String[] line = head.split(" ", 3);
        boolean tunnel = line[0].equals("CONNECT");
        URI target = URI.create(tunnel ? "tunnel://" + line[1] : line[1]);
        String host = target.getHost().endsWith(".invalid") ? "127.0.0.1" : target.getHost();
        try (Socket server = listener.connect(host, ports.getOrDefault(target.getPort(), target.getPort()))) {
            if (tunnel) {
                client.getOutputStream().write("HTTP/1.1 200 Tunnel\r\n\r\n".getBytes(ISO_8859_1));
            } else {
                server.getOutputStream().write(forwarded(head, line, target).getBytes(ISO_8859_1));
            }
            listener.background(() -> copy(in, server));
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    /** One request a connection. */
    private static String forwarded(String head, String[] line, URI target) {
        String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
        return (line[0] + " " + path + " " + line[2])
                .replaceAll("(?i)\r\n(?:Connection|Proxy-[a-z]+): [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
    }

    private static void copy(InputStream from, Socket to) {
        try {
            LoopbackServer.copy(from, to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The connection ended.
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
