package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections through one proxy, for this transport alone: what the JVM is configured with stays as it is. It is a handler
 * of URLs, because JGit lets a connection be prepared only there.
 */
final class ProxyRoute extends URLStreamHandler {

    private final HttpProxy proxy;
    private final TunnelSockets tunnels;

    ProxyRoute(HttpProxy proxy) {
        this(proxy, HttpsURLConnection.getDefaultSSLSocketFactory());
    }

    /** @param tls speaks TLS in the tunnel */
    ProxyRoute(HttpProxy proxy, SSLSocketFactory tls) {
        this.proxy = proxy;
        this.tunnels = new TunnelSockets(proxy, tls);
    }

    /** The same URL; what is opened with it goes through the proxy. */
    URL through(URL url) throws MalformedURLException {
        return new URL(null, url.toExternalForm(), this);
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        URL plain = new URL(url.toExternalForm());
        if (url.getProtocol().equalsIgnoreCase("https")) {
            HttpsURLConnection connection = (HttpsURLConnection) plain.openConnection(Proxy.NO_PROXY);
            connection.setSSLSocketFactory(tunnels);
            return connection;
        }
        URLConnection connection =
                plain.openConnection(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.host(), proxy.port())));
        authorization(proxy).ifPresent(value -> connection.setRequestProperty("Proxy-Authorization", value));
        return connection;
    }

    /** The header's value, where the proxy wants one. */
    static Optional<String> authorization(HttpProxy proxy) {
        return proxy.user().map(user -> {
            String pair = user + ":" + proxy.password().orElse("");
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        });
    }
}
