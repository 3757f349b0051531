package io.jenkins.plugins.gitops.deliveries;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** A proxy to a server that can be closed. Then it accepts connections, and forwards nothing until it is opened. */
final class Gate implements AutoCloseable {

    private final ServerSocket door;
    private final URI server;
    private boolean shut;
    private int held;

    Gate(String server) {
        this.server = URI.create(server);
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** The same as a URL of the server, through here. */
    String url(String ofServer) {
        return ofServer.replace(
                server.getHost() + ":" + server.getPort(),
                door.getInetAddress().getHostAddress() + ":" + door.getLocalPort());
    }

    synchronized void shut() {
        shut = true;
    }

    synchronized void open() {
        shut = false;
        notifyAll();
    }

    /** How many connections want to go through now. */
    synchronized int held() {
        return held;
    }

    private synchronized void pass() throws InterruptedException {
        held++;
        while (shut) {
            wait();
        }
        held--;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            daemon(() -> {
                pass();
                Socket inner = new Socket(server.getHost(), server.getPort());
                daemon(() -> pump(inner, client));
                pump(client, inner);
            });
        }
    }

    private void pump(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                pass();
                out.write(bytes, 0, read);
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException e) {
                        // A connection, or the gate, was closed.
                    }
                },
                "gate");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        open();
        door.close();
    }
}
