package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.git.transfer.TransferMeter;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.util.HttpSupport;

/**
 * The JDK's HTTP connections, with what JGit does not do: the last status is remembered, since JGit keeps it only as words
 * in an exception, and the words differ with the credentials and the request; credentials go to the remote's own origin
 * alone, wherever it sends us; and what comes is metered. For one transport, in one thread.
 */
final class WatchedConnections implements HttpConnectionFactory {

    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "cookie");

    private final Origin own;
    private final Optional<ProxyRoute> route;
    private final TransferMeter meter;
    private int status;
    private Optional<URL> without = Optional.empty();

    /**
     * @param own the remote's address
     * @param route through a proxy; absent for what the JVM is configured with
     */
    WatchedConnections(URL own, Optional<ProxyRoute> route, TransferMeter meter) {
        this.own = Origin.of(own);
        this.route = route;
        this.meter = meter;
    }

    /** Whom credentials are meant for (RFC 6454): another port may be another's server. */
    private record Origin(String scheme, String host, int port) {

        static Origin of(URL url) {
            return new Origin(
                    url.getProtocol().toLowerCase(Locale.ROOT),
                    url.getHost().toLowerCase(Locale.ROOT),
                    url.getPort() >= 0 ? url.getPort() : url.getDefaultPort());
        }

        @Override
        public String toString() {
            return scheme + "://" + host + ":" + port;
        }
    }

    /** The last HTTP status; 0 when there was no answer. */
    int status() {
        return status;
    }

    /** Where the server sent us last without our credentials, scheme, host and port; empty when it did not. */
    Optional<String> sentTo() {
        return without.map(url -> Origin.of(url).toString());
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        Opened opened = new Opened(route);
        Watched connection = new Watched(new URL(null, url.toExternalForm(), opened), proxy);
        meter.onExcess(opened.connection::disconnect);
        return connection;
    }

    /** Keeps the JDK's connection, which JGit hides: a handler of URLs is the only place that sees it. */
    private static final class Opened extends URLStreamHandler {

        private final Optional<ProxyRoute> route;
        private HttpURLConnection connection;

        Opened(Optional<ProxyRoute> route) {
            this.route = route;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return openConnection(url, Proxy.NO_PROXY);
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            URL plain = new URL(url.toExternalForm());
            connection = (HttpURLConnection)
                    (route.isPresent() ? route.get().through(plain).openConnection() : plain.openConnection(proxy));
            return connection;
        }
    }

    private final class Watched extends JDKHttpConnection {

        Watched(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public void setRequestProperty(String name, String value) {
            boolean secret = SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT));
            if (secret && !Origin.of(getURL()).equals(own)) {
                without = Optional.of(getURL());
                return;
            }
            super.setRequestProperty(name, value);
        }

        @Override
        public int getResponseCode() throws IOException {
            status = 0;
            status = super.getResponseCode();
            return status;
        }

        /** Unzipped already: what is counted is what takes memory. */
        @Override
        public InputStream getInputStream() throws IOException {
            InputStream in = super.getInputStream();
            return meter.metered(isZipped() ? new GZIPInputStream(in) : in);
        }

        @Override
        public String getHeaderField(String name) {
            return isEncoding(name) && isZipped() ? null : super.getHeaderField(name);
        }

        private boolean isZipped() {
            String encoding = super.getHeaderField(HttpSupport.HDR_CONTENT_ENCODING);
            return HttpSupport.ENCODING_GZIP.equalsIgnoreCase(encoding)
                    || HttpSupport.ENCODING_X_GZIP.equalsIgnoreCase(encoding);
        }

        private static boolean isEncoding(String name) {
            return HttpSupport.HDR_CONTENT_ENCODING.equalsIgnoreCase(name);
        }
    }
}
