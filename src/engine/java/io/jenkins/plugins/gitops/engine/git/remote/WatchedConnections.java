package io.jenkins.plugins.gitops.engine.git.remote;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/**
 * The JDK's HTTP connections, with the last status remembered: JGit keeps it only as words in an exception, and the
 * words differ with the credentials and the request. For one transport, in one thread.
 */
final class WatchedConnections implements HttpConnectionFactory {

    private final Optional<ProxyRoute> route;
    private int status;

    /** @param route through a proxy; absent for what the JVM is configured with */
    WatchedConnections(Optional<ProxyRoute> route) {
        this.route = route;
    }

    /** The last HTTP status; 0 when there was no answer. */
    int status() {
        return status;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        return create(url, Proxy.NO_PROXY);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return route.isPresent() ? new Watched(route.get().through(url)) : new Watched(url, proxy);
    }

    private final class Watched extends JDKHttpConnection {

        Watched(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        Watched(URL url) throws IOException {
            super(url);
        }

        @Override
        public int getResponseCode() throws IOException {
            status = 0;
            status = super.getResponseCode();
            return status;
        }
    }
}
