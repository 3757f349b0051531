package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between us and the server that can be told to fail: a proxy for bytes, one request a connection. */
final class Middle implements AutoCloseable {

    /** What happens to a request. */
    enum Fate {
        /** It is answered. */
        PASSES,
        /** It is carried out, and the answer is lost. */
        ANSWER_LOST,
        /** The connection is closed before the server sees it. */
        REQUEST_LOST,
        /** Nothing comes back. */
        SILENCE,
        /** It is carried out as a client of protocol version 0 would ask. */
        WITHOUT_PROTOCOL_VERSION,
        /** The answer is 503. */
        UNAVAILABLE
    }

    /** Decides by the request's first line. */
    @FunctionalInterface
    interface Weather {
        Fate of(String requestLine);
    }

    private final ServerSocket door;
    private final URI server;
    private final Weather weather;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    Middle(BareRepository origin, Weather weather) {
        this.server = URI.create(origin.url());
        this.weather = weather;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** The repository's URL through here. */
    String url() {
        return "http://127.0.0.1:" + door.getLocalPort() + server.getPath();
    }

    int requests() {
        return heads.size();
    }

    /** The requests' first lines and headers. */
    List<String> heads() {
        return heads;
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
            heads.add(head);
            Fate fate = weather.of(head.substring(0, head.indexOf('\r')));
            switch (fate) {
                case REQUEST_LOST -> {}
                case SILENCE -> in.transferTo(OutputStream.nullOutputStream());
                case UNAVAILABLE ->
                    client.getOutputStream()
                            .write("HTTP/1.1 503 Down\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(ISO_8859_1));
                default -> carry(client, in, head, fate);
            }
        } catch (IOException e) {
            // Either side went away: what the test wanted, or will see.
        }
    }

    private void carry(Socket client, InputStream in, String head, Fate fate) throws IOException {
        String sent = head.replaceFirst("(?i)\r\nConnection: [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        if (fate == Fate.WITHOUT_PROTOCOL_VERSION) {
            sent = sent.replaceFirst("(?i)\r\nGit-Protocol: [^\r]*", "");
        }
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = upstream.getOutputStream();
            out.write(sent.getBytes(ISO_8859_1));
            daemon(() -> copy(in, out));
            OutputStream back = fate == Fate.ANSWER_LOST ? OutputStream.nullOutputStream() : client.getOutputStream();
            upstream.getInputStream().transferTo(back);
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
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
        Thread thread = new Thread(work, "middle");
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
