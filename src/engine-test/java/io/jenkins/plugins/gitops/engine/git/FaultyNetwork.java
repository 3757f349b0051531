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

/** A network between client and server that fails when a test wants it: a proxy for bytes, one request a connection. */
public final class FaultyNetwork implements AutoCloseable {

    /** What happens to a request. */
    public enum Fault {
        /** It is answered. */
        NONE,
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
    public interface FaultPlan {
        Fault of(String requestLine);
    }

    private final LoopbackServer listener;
    private final URI server;
    private final FaultPlan faults;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    public FaultyNetwork(BareRepository origin, FaultPlan faults) {
        this(URI.create(origin.url()), faults);
    }

    /** @param server one that speaks plain HTTP */
    public FaultyNetwork(URI server, FaultPlan faults) {
        this.server = server;
        this.faults = faults;
        this.listener = new LoopbackServer("faulty-network", this::serve);
    }

    /** The server's URL through here. */
    public String url() {
        return "http://127.0.0.1:" + listener.port() + server.getPath();
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
        Fault fault = faults.of(head.substring(0, head.indexOf('\r')));
        switch (fault) {
            case REQUEST_LOST -> {}
            case SILENCE -> in.transferTo(OutputStream.nullOutputStream());
            case UNAVAILABLE -> answer(client, "503 Down");
            case DENIED -> answer(client, "401 Denied");
            default -> forward(client, in, head, fault);
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        String answer = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(ISO_8859_1));
    }

    private void forward(Socket client, InputStream in, String head, Fault fault) throws IOException {
        String sent = head.replaceFirst("(?i)\r\nConnection: [^\r]*", "")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        if (fault == Fault.WITHOUT_PROTOCOL_VERSION) {
            sent = sent.replaceFirst("(?i)\r\nGit-Protocol: [^\r]*", "");
        }
        try (Socket upstream = listener.connect(server.getHost(), server.getPort())) {
            OutputStream out = upstream.getOutputStream();
            out.write(sent.getBytes(ISO_8859_1));
            listener.background(() -> LoopbackServer.copy(in, out));
            OutputStream back = fault == Fault.ANSWER_LOST ? OutputStream.nullOutputStream() : client.getOutputStream();
            upstream.getInputStream().transferTo(back);
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
