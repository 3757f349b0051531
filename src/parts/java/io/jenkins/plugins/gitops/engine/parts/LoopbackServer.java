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

/** A socket server on loopback for tests; each connection gets a thread of its own. */
public final class LoopbackServer implements AutoCloseable {

    private static final int WAITING = 50;

    private final String name;
    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** Handles a connection, which is closed afterwards. It is no error that either side closes it early. */
    @FunctionalInterface
    public interface Handler {
        void serve(Socket client) throws IOException;
    }

    /** Creates the listening socket. */
    @FunctionalInterface
    public interface SocketOpener {
        ServerSocket open(int port, int backlog, InetAddress address) throws IOException;
    }

    /** @param name of the threads */
    public LoopbackServer(String name, Handler handler) {
        this(name, ServerSocket::new, handler);
    }

    /** With another kind of socket, for example one with TLS. */
    public LoopbackServer(String name, SocketOpener opener, Handler handler) {
        this.name = name;
        try {
            socket = opener.open(0, WAITING, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background(() -> accept(handler));
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** A connection from here to another server, closed with this server at the latest. */
    public Socket connect(String host, int port) throws IOException {
        Socket server = new Socket(host, port);
        open.add(server);
        return server;
    }

    /** Runs further work for a connection on a thread of its own. */
    public void background(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Handler handler) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                background(() -> serve(handler, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Handler handler, Socket client) {
        try (client) {
            handler.serve(client);
        } catch (IOException e) {
            // Either side closed the connection: the test wanted that, or will see it.
        }
    }

    /** The head of an HTTP message, with the empty line at its end; empty when the connection ends before it. */
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

    /** Copies and flushes bytes as they come, until the connection ends. */
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
            socket.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
