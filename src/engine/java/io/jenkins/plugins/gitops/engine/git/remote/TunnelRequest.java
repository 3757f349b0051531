package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Asks a proxy for a tunnel to a server (CONNECT, RFC 9110, section 9.3.6). */
final class TunnelRequest {

    private static final int MAX_RESPONSE_CHARS = 16 * 1024;

    private final HttpProxy proxy;

    TunnelRequest(HttpProxy proxy) {
        this.proxy = proxy;
    }

    /**
     * Asks for the tunnel. Afterwards the streams are the server's: not a byte more than the proxy's response is read.
     *
     * @param host name or address, which the proxy resolves
     * @throws IOException when the proxy makes none; the connection is of no use then
     */
    void send(OutputStream out, InputStream in, String host, int port) throws IOException {
        String place = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        String request = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n"
                + ProxyRoute.authorization(proxy)
                        .map(value -> "Proxy-Authorization: " + value + "\r\n")
                        .orElse("")
                + "\r\n";
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        String status = readResponse(in).lines().findFirst().orElse("");
        if (!status.matches("HTTP/1\\.[01] 2\\d\\d\\b.*")) {
            throw new IOException("the " + proxy + " makes no tunnel: " + status);
        }
    }

    /** Up to the empty line and no further: what follows is the server's. */
    private String readResponse(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || answer.length() > MAX_RESPONSE_CHARS) {
                throw new IOException("the " + proxy + " makes no tunnel: its answer is cut off or too long");
            }
            answer.append((char) next);
        }
        return answer.toString();
    }
}
