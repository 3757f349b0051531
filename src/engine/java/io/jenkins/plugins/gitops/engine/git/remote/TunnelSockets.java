package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS through a tunnel that a proxy makes ({@link TunnelRequest}). The JDK's own tunnels send a proxy no
 * password unless a system property of the whole JVM, {@code jdk.http.auth.tunneling.disabledSchemes}, allows it.
 *
 * <p>The JDK's HTTPS client asks a factory first for a socket that is not connected, connects it to the server, and then
 * has TLS put over it. So the tunnel is in that first socket, and certificates are checked as without a proxy.
 */
final class TunnelSockets extends SSLSocketFactory {

    private final HttpProxy proxy;
    private final SSLSocketFactory tls;

    TunnelSockets(HttpProxy proxy, SSLSocketFactory tls) {
        this.proxy = proxy;
        this.tls = tls;
    }

    /** A call to connect to a server connects to the proxy, and asks it for the tunnel. */
    private final class Tunnel extends Socket {

        @Override
        public void connect(SocketAddress server, int timeout) throws IOException {
            super.connect(new InetSocketAddress(proxy.host(), proxy.port()), timeout);
            int before = getSoTimeout();
            setSoTimeout(timeout);
            InetSocketAddress place = (InetSocketAddress) server;
            try {
                new TunnelRequest(proxy)
                        .send(getOutputStream(), getInputStream(), place.getHostString(), place.getPort());
            } catch (IOException e) {
                close();
                throw e;
            }
            setSoTimeout(before);
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
