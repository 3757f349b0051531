package io.jenkins.plugins.gitops.engine.git;

import io.jenkins.plugins.gitops.engine.parts.LoopbackDoor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS in front of a server that has none, with a certificate of its own for one name. */
final class TlsFront implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final URI server;
    private final SSLContext context;
    private final LoopbackDoor door;

    TlsFront(URI server, String name, Path folder) throws Exception {
        this.server = server;
        Path file = folder.resolve(UUID.randomUUID() + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias server -keyalg RSA -storetype PKCS12 -storepass changeit";
        List<String> command = new ArrayList<>(List.of(keytool));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=dns:" + name, "-keystore", file.toString()));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        door = new LoopbackDoor("tls-front", context.getServerSocketFactory()::createServerSocket, this::serve);
    }

    int port() {
        return door.port();
    }

    /** Of a client that trusts this certificate and no other. */
    SSLSocketFactory trusting() {
        return context.getSocketFactory();
    }

    private void serve(Socket client) throws IOException {
        try (Socket plain = door.connect(server.getHost(), server.getPort())) {
            InputStream in = client.getInputStream();
            OutputStream out = plain.getOutputStream();
            door.background(() -> LoopbackDoor.copy(in, out));
            LoopbackDoor.copy(plain.getInputStream(), client.getOutputStream());
        }
    }

    @Override
    public void close() {
        door.close();
    }
}
