package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.URISyntaxException;
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
    private final WatchedConnections connections;
    private final TransportFailure failures;

    /** @param route through a proxy; absent for what the JVM is configured with */
    HttpGitTransport(
            GitRemote remote, GitCredentials credentials, Optional<ProxyRoute> route, TransportFailure failures) {
        this.remote = remote;
        this.credentials = credentials;
        this.connections = new WatchedConnections(route);
        this.failures = failures;
    }

    @Override
    public Transport open(Repository repository) throws URISyntaxException, NotSupportedException, TransportException {
        Transport transport = Transport.open(repository, new URIish(remote.url()));
        if (transport instanceof TransportHttp http) {
            http.setHttpConnectionFactory(connections);
            if (credentials instanceof GitCredentials.UsernamePassword basic) {
                // Without waiting to be asked: one request less, and dropped by JGit at a redirect to another host.
                http.setPreemptiveBasicAuthentication(basic.username(), basic.password());
            }
        }
        return transport;
    }

    @Override
    public GitopsException explain(TransportException failure, Purpose purpose) {
        return failures.explain(failure, connections.status());
    }
}
