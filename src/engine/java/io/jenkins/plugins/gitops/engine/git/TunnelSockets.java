package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS through a tunnel that a proxy makes (CONNECT, RFC 9110, section 9.3.6). The JDK's own tunnels send a proxy no
 * password unless a system property of the whole JVM, {@code jdk.http.auth.tunneling.disabledSchemes}, allows it.
 *
 * <p>The JDK's HTTPS client asks a factory first for a socket that is not connected, connects it to the server, and then
 * has TLS put over it. So the tunnel is in that first socket, and certificates are checked as without a proxy.
 */
final class TunnelSockets extends SSLSocketFactory {

    private static final int LONGEST_ANSWER = 16 * 1024;

    private final HttpProxy proxy;
    private final SSLSocketFactory tls;

    TunnelSockets(HttpProxy proxy, SSLSocketFactory tls) {
        this.proxy = proxy;
        this.tls = tls;
    }

    /** Connects to the proxy whenever it is told to connect to a server, and asks for the tunnel. */
    private final class Tunnel extends Socket {

        @Override
        public void connect(SocketAddress server, int timeout) throws IOException {
            super.connect(new InetSocketAddress(proxy.host(), proxy.port()), timeout);
            int before = getSoTimeout();
            setSoTimeout(timeout);
            ask((InetSocketAddress) server);
            setSoTimeout(before);
        }

        private void ask(InetSocketAddress server) throws IOException {
            String name = server.getHostString();
            String place = (name.contains(":") ? "[" + name + "]" : name) + ":" + server.getPort();
            String request = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n"
                    + ProxyRoute.authorization(proxy)
                            .map(value -> "Proxy-Authorization: " + value + "\r\n")
                            .orElse("")
                    + "\r\n";
            getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            getOutputStream().flush();
            String status = answer(getInputStream()).lines().findFirst().orElse("");
            if (!status.matches("HTTP/1\\.[01] 2\\d\\d\\b.*")) {
                close();
                throw new IOException("the " + proxy + " makes no tunnel: " + status);
            }
        }

        /** Up to the empty line and no further: what follows is the server's. */
        private String answer(InputStream in) throws IOException {
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0 || answer.length() > LONGEST_ANSWER) {
                    close();
                    throw new IOException("the " + proxy + " makes no tunnel: its answer is cut off or too long");
                }
                answer.append((char) next);
            }
            return answer.toString();
        }
    }

    @Override
    public Socket createSocket() {
        return new Tunnel();
    }

    @Override
    public Socket createSocket(Socket tunnel, String host, int port, boolean autoClose) throws IOException {
        return tls.createSocket(tunnel, host, port, autoClose);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket tunnel = createSocket();
        tunnel.connect(InetSocketAddress.createUnresolved(host, port));
        return createSocket(tunnel, host, port, true);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }
}
