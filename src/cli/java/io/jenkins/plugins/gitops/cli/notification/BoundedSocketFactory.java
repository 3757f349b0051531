package io.jenkins.plugins.gitops.cli.notification;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * Makes sockets that read so much and so long, and then throw: a server whose answer never ends would fill the memory, as a
 * timeout counts one read alone.
 */
final class BoundedSocketFactory extends SocketFactory {

    private static final int SKIPPED = 4096;

    private final long bytes;
    private final Duration time;

    /**
     * Sockets with these limits, each for itself.
     *
     * @param bytes that may be read in all
     * @param time from the first use of what is read; a read that has begun still waits for its own timeout
     */
    BoundedSocketFactory(long bytes, Duration time) {
        this.bytes = bytes;
        this.time = time;
    }

    @Override
    public Socket createSocket() {
        return new BoundedSocket();
    }

    /** @throws IOException always: a socket is connected by who has the timeout for it */
    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new IOException("only unconnected sockets are made here");
    }

    /** @throws IOException always, as above */
    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    /** @throws IOException always, as above */
    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostName(), port);
    }

    /** @throws IOException always, as above */
    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    private final class BoundedSocket extends Socket {
        private InputStream input;

        /** Always the same, with one count. */
        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new BoundedInput(super.getInputStream());
            }
            return input;
        }
    }

    private final class BoundedInput extends FilterInputStream {
        private final long begun = System.nanoTime();
        private long left = bytes;

        BoundedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            check();
            int next = super.read();
            left -= next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            check();
            int read = super.read(buffer, offset, (int) Math.min(length, Math.max(left, 1)));
            left -= Math.max(read, 0);
            return read;
        }

        /** By reading: TLS skips what is left until nothing is, so none may be left over without an end. */
        @Override
        public long skip(long count) throws IOException {
            return Math.max(read(new byte[SKIPPED], 0, (int) Math.min(count, SKIPPED)), 0);
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void check() throws IOException {
            if (left <= 0) {
                throw new IOException("it answered more than " + bytes + " bytes");
            }
            if (System.nanoTime() - begun > time.toNanos()) {
                throw new SocketTimeoutException("it took more than " + time.toSeconds() + " s in all");
            }
        }
    }
}
