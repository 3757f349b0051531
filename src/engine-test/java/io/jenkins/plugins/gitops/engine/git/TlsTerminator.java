package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.parts.LoopbackServer;
import io.jenkins.plugins.gitops.engine.parts.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** TLS in front of a server that has none, with a certificate of its own for one name. */
final class TlsTerminator implements AutoCloseable {

    private final URI server;
    private final SSLContext context;
    private final LoopbackServer listener;

    TlsTerminator(URI server, String name, Path folder) throws Exception {
        this.server = server;
        context = SelfSigned.context(name, folder);
        listener =
                new LoopbackServer("tls-terminator", context.getServerSocketFactory()::createServerSocket, this::serve);
    }

    int port() {
        return listener.port();
    }

    /** Of a client that trusts this certificate and no other. */
    SSLSocketFactory trusting() {
        return context.getSocketFactory();
    }

    private void serve(Socket client) throws IOException {
        try (Socket plain = listener.connect(server.getHost(), server.getPort())) {
            InputStream in = client.getInputStream();
            OutputStream out = plain.getOutputStream();
            listener.background(() -> LoopbackServer.copy(in, out));
            LoopbackServer.copy(plain.getInputStream(), client.getOutputStream());
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
