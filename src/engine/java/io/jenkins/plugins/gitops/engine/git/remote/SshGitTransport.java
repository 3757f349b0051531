package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import io.jenkins.plugins.gitops.engine.git.transfer.TransferMeter;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * The transport over SSH: one connection to a server that is known, with one key ({@link IsolatedSsh}). Not JGit's own session
 * factory, which waits two minutes for a server that is silent in the login, and reads {@code ~/.ssh}.
 */
final class SshGitTransport extends SshSessionFactory implements GitTransport {

    private final GitRemote remote;
    private final GitCredentials.SshKey credentials;
    private final Duration timeout;
    private final Optional<HttpProxy> proxy;
    private final SshFailure failures;
    private final TransferMeter meter;
    private final Map<Purpose, SshCommand> commands = new HashMap<>();
    private HostKeyCheck hostKeys;

    /**
     * @param timeout how long the server may be silent
     * @param proxy absent to connect directly
     */
    SshGitTransport(
            GitRemote remote,
            GitCredentials.SshKey credentials,
            Duration timeout,
            Optional<HttpProxy> proxy,
            TransferMeter meter) {
        this.remote = remote;
        this.credentials = credentials;
        this.timeout = timeout;
        this.proxy = proxy;
        this.meter = meter;
        this.failures = new SshFailure(remote, credentials, timeout);
    }

    @Override
    public Transport open(Repository repository) throws URISyntaxException, NotSupportedException, TransportException {
        URIish address = new URIish(remote.url());
        SshTransport transport = (SshTransport)
                Transport.open(repository, address.getUser() == null ? address.setUser(user()) : address);
        // In place of the one of the process, and of a program that GIT_SSH may name.
        transport.setSshSessionFactory(this);
        transport.setCredentialsProvider(null);
        return transport;
    }

    @Override
    public RemoteSession2 getSession(URIish address, CredentialsProvider nobody, FS files, int milliseconds)
            throws TransportException {
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        int port = address.getPort() > 0 ? address.getPort() : SshConstants.DEFAULT_PORT;
        hostKeys = new HostKeyCheck(host, port, credentials.knownHosts());
        SshClient client =
                IsolatedSsh.client(credentials.key(), hostKeys, IsolatedSsh.services(proxy, host, port), timeout);
        client.start();
        meter.onExcess(client::stop);
        try {
            ClientSession session = client.connect(
                            address.getUser(),
                            proxy.map(HttpProxy::host).orElse(host),
                            proxy.map(HttpProxy::port).orElse(port))
                    .verify(timeout)
                    .getSession();
            session.auth().verify(timeout);
            return new Session(client, session);
        } catch (IOException | RuntimeException e) {
            client.stop();
            throw new TransportException(address, e.getMessage(), e);
        }
    }

    /** The name of this factory in JGit; nothing asks for it by that. */
    @Override
    public String getType() {
        return "gitops";
    }

    @Override
    public GitopsException explain(TransportException failure, Purpose purpose) {
        Optional<RemoteUnreachableException> untrusted =
                Optional.ofNullable(hostKeys).flatMap(HostKeyCheck::refusal);
        if (untrusted.isPresent()) {
            return untrusted.get();
        }
        Optional<SshCommand> command = Optional.ofNullable(commands.get(purpose));
        return failures.explain(failure, purpose, command);
    }

    private String user() {
        if (credentials.username().isEmpty()) {
            throw new GitopsException(
                    "There is no user name for " + remote.url(),
                    "Write it into the URL (ssh://git@host/path), or give it with the private key; at most hosts it is"
                            + " git");
        }
        return credentials.username();
    }

    /** What was connected, until the transport is closed. */
    private final class Session implements RemoteSession2 {

        private final SshClient client;
        private final ClientSession session;

        Session(SshClient client, ClientSession session) {
            this.client = client;
            this.session = session;
        }

        @Override
        public Process exec(String command, int seconds) throws IOException {
            return exec(command, Map.of(), seconds);
        }

        @Override
        public Process exec(String command, Map<String, String> environment, int seconds) throws IOException {
            ChannelExec channel = session.createExecChannel(command, null, environment);
            channel.open().verify(timeout);
            SshCommand process = new SshCommand(channel, timeout, meter);
            commands.put(command.startsWith("git-receive-pack") ? Purpose.PUSH : Purpose.FETCH, process);
            return process;
        }

        @Override
        public void disconnect() {
            session.close(true);
            client.stop();
        }
    }
}
