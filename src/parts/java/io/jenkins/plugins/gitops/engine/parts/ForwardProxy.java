package io.jenkins.plugins.gitops.engine.parts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
 * are this machine, and known to nobody else: what reaches them went through here.
 */
public final class ForwardProxy implements AutoCloseable {

    private final ServerSocket door;
    private final Optional<String> authorization;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
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
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** From now on what is asked for the one port goes to the other: nobody else may use the well-known ones here. */
    public ForwardProxy leading(int asked, int to) {
        ports.put(asked, to);
        return this;
    }

    /** The first lines of the requests that it let through: {@code CONNECT host:port HTTP/1.1}. */
    public List<String> asked() {
        return asked;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            if (authorization.isPresent() && !head.contains("Proxy-Authorization: " + authorization.get())) {
                client.getOutputStream()
                        .write(
                                ("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\""
                                                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                                        .getBytes(ISO_8859_1));
                return;
            }
            asked.add(head.substring(0, head.indexOf('\r')));
            String[] line = head.split(" ", 3);
            boolean tunnel = line[0].equals("CONNECT");
            URI target = URI.create(tunnel ? "tunnel://" + line[1] : line[1]);
            try (Socket server = new Socket(
                    target.getHost().endsWith(".invalid") ? "127.0.0.1" : target.getHost(),
                    ports.getOrDefault(target.getPort(), target.getPort()))) {
                open.add(server);
                if (tunnel) {
                    client.getOutputStream().write("HTTP/1.1 200 Tunnel\r\n\r\n".getBytes(ISO_8859_1));
                } else {
                    server.getOutputStream().write(forwarded(head, line, target).getBytes(ISO_8859_1));
                }
                daemon(() -> copy(in, server));
                server.getInputStream().transferTo(client.getOutputStream());
            }
        } catch (IOException e) {
            // Either side went away.
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
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // The connection ended.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "forward-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
