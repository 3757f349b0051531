package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferMeter;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Optional;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** The transport over HTTP, and those that need no preparation: {@code git://} and folders. */
final class HttpGitTransport implements GitTransport {

    private final GitRemote remote;
    private final GitCredentials credentials;
    private final Optional<ProxyRoute> route;
    private final TransferMeter meter;
    private Optional<WatchedConnections> connections = Optional.empty();
    private final TransportFailure failures;

    /** @param route through a proxy; absent for what the JVM is configured with */
    HttpGitTransport(
            GitRemote remote,
            GitCredentials credentials,
            Optional<ProxyRoute> route,
            TransportFailure failures,
            TransferMeter meter) {
        this.remote = remote;
        this.credentials = credentials;
        this.route = route;
        this.meter = meter;
        this.failures = failures;
    }

    @Override
    public Transport open(Repository repository) throws URISyntaxException, NotSupportedException, TransportException {
        Transport transport = Transport.open(repository, new URIish(remote.url()));
        if (transport instanceof TransportHttp http) {
            connections = Optional.of(new WatchedConnections(url(), route, meter));
            http.setHttpConnectionFactory(connections.get());
            if (credentials instanceof GitCredentials.UsernamePassword basic) {
                // Without waiting to be asked: one request less. To other origins they do not go.
                http.setPreemptiveBasicAuthentication(basic.username(), basic.password());
            }
        }
        return transport;
    }

    @Override
    public GitopsException explain(TransportException failure, Purpose purpose) {
        int status = connections.map(WatchedConnections::status).orElse(0);
        Optional<String> elsewhere = connections.flatMap(WatchedConnections::sentTo);
        return elsewhere.isPresent() && status >= 400 && status < 500
                ? failures.sentElsewhere(elsewhere.get(), status, failure)
                : failures.explain(failure, status);
    }

    private URL url() throws URISyntaxException {
        try {
            return new URL(remote.url());
        } catch (MalformedURLException e) {
            throw new URISyntaxException(remote.url(), "not a URL");
        }
    }
}
