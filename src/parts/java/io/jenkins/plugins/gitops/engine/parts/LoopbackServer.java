package io.jenkins.plugins.gitops.engine.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where the small servers of tests let connections in, on loopback, each on a thread of its own. */
public final class LoopbackServer implements AutoCloseable {

    private static final int WAITING = 50;

    private final String name;
    private final ServerSocket door;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** What is done with a connection; it is closed afterwards. That either side goes away is no error. */
    @FunctionalInterface
    public interface Visit {
        void serve(Socket client) throws IOException;
    }

    /** Makes the socket that listens. */
    @FunctionalInterface
    public interface Doors {
        ServerSocket open(int port, int backlog, InetAddress address) throws IOException;
    }

    /** @param name of the threads */
    public LoopbackServer(String name, Visit visit) {
        this(name, ServerSocket::new, visit);
    }

    /** A door of another kind, as one with TLS. */
    public LoopbackServer(String name, Doors doors, Visit visit) {
        this.name = name;
        try {
            door = doors.open(0, WAITING, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background(() -> accept(visit));
    }

    public int port() {
        return door.getLocalPort();
    }

    /** A connection from here to another server, closed with this door at the latest. */
    public Socket connect(String host, int port) throws IOException {
        Socket server = new Socket(host, port);
        open.add(server);
        return server;
    }

    /** Does what goes on beside a visit, until the connection ends. */
    public void background(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Visit visit) {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                background(() -> serve(visit, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Visit visit, Socket client) {
        try (client) {
            visit.serve(client);
        } catch (IOException e) {
            // Either side went away: what the test wanted, or will see.
        }
    }

    /** What is before the body of an HTTP message, with the empty line; empty when the connection ends before it. */
    public static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Passes on what comes, at once, until the connection ends. */
    public static void copy(InputStream from, OutputStream to) {
        try {
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            // The connection ended.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
