package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.io.nio2.Nio2Session;

/**
 * Connections of sshd that go on through a tunnel: whoever uses this connects to the proxy, and speaks to the server.
 *
 * <p>sshd's own hook for proxies can write and not read. JGit's workaround takes whatever arrives first for the
 * proxy's answer, and so loses a server's greeting that comes with it.
 */
final class TunnelServices extends Nio2ServiceFactoryFactory {

    private final HttpProxy proxy;
    private final String host;
    private final int port;

    TunnelServices(HttpProxy proxy, String host, int port) {
        this.proxy = proxy;
        this.host = host;
        this.port = port;
    }

    @Override
    public IoServiceFactory create(FactoryManager manager) {
        return new Nio2ServiceFactory(manager, newExecutor(), newExecutor()) {

            /** In a thread that may wait; whoever waits for the connection stops it by closing all of the client. */
            @Override
            public Nio2Session createSession(
                    Nio2Service service, IoHandler handler, AsynchronousSocketChannel socket, SocketAddress address)
                    throws Throwable {
                new TunnelRequest(proxy)
                        .send(Channels.newOutputStream(socket), Channels.newInputStream(socket), host, port);
                return super.createSession(service, handler, socket, address);
            }
        };
    }
}
