package io.jenkins.plugins.gitops.engine.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between us and the server that can be told to fail: a proxy for bytes, one request a connection. */
public final class Middle implements AutoCloseable {

    /** What happens to a request. */
    public enum Fate {
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
        UNAVAILABLE,
        /** The answer is 401. */
        DENIED
    }

    /** Decides by the request's first line. */
    @FunctionalInterface
    public interface Weather {
        Fate of(String requestLine);
    }

    private final LoopbackServer door;
    private final URI server;
    private final Weather weather;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    public Middle(BareRepository origin, Weather weather) {
        this(URI.create(origin.url()), weather);
    }

    /** @param server one that speaks plain HTTP */
    public Middle(URI server, Weather weather) {
        this.server = server;
        this.weather = weather;
        this.door = new LoopbackServer("middle", this::serve);
    }

    /** The server's URL through here. */
    public String url() {
        return "http://127.0.0.1:" + door.port() + server.getPath();
    }

    public int requests() {
        return heads.size();
    }

    /** The requests' first lines and headers. */
    List<String> heads() {
        return heads;
    }

    private void serve(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        String head = LoopbackServer.head(in);
        if (head.isEmpty()) {
            return;
        }
        heads.add(head);
        Fate fate = weather.of(head.substring(0, head.indexOf('\r')));
        switch (fate) {
            case REQUEST_LOST -> {}
            case SILENCE -> in.transferTo(OutputStream.nullOutputStream());
            case UNAVAILABLE -> answer(client, "503 Down");
            case DENIED -> answer(client, "401 Denied");
            default -> carry(client, in, head, fate);
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        String answer = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    }

    private void carry(Socket client, InputStream in, String head, Fate fate) throws IOException {
        String sent = head.replaceFirst("(?i)\r\nConnection: [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        if (fate == Fate.WITHOUT_PROTOCOL_VERSION) {
            sent = sent.replaceFirst("(?i)\r\nGit-Protocol: [^\r]*", "");
        }
        try (Socket upstream = door.connect(server.getHost(), server.getPort())) {
            OutputStream out = upstream.getOutputStream();
            out.write(sent.getBytes(ISO_8859_1));
            door.background(() -> LoopbackServer.copy(in, out));
            OutputStream back = fate == Fate.ANSWER_LOST ? OutputStream.nullOutputStream() : client.getOutputStream();
            upstream.getInputStream().transferTo(back);
        }
    }

    @Override
    public void close() {
        door.close();
    }
}
