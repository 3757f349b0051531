package io.jenkins.plugins.gitops.steps;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import jenkins.MasterToSlaveFileCallable;

/**
 * What a builder prints, as its file on the agent has it ({@link BuildScript#OUTPUT}). It is read a piece at a time and up to a
 * limit: the file may be larger than any memory. Knows how far it was read; saved with the step.
 */
final class BuilderOutput implements Serializable {

    private static final long serialVersionUID = 1L;

    /** How much of it is in memory at a time: 1 MiB. */
    static final int PIECE_BYTES = 1024 * 1024;

    /** How much of it is read: 64 MiB. */
    static final long MOST_BYTES = 64L * 1024 * 1024;

    private long read;

    /**
     * Copies what is new. When there is more than the limit, the last line says so, once.
     *
     * @param file may not be there yet
     * @return whether there was anything new
     */
    boolean copy(FilePath file, OutputStream to) throws IOException, InterruptedException {
        long before = read;
        while (read < MOST_BYTES) {
            byte[] piece = file.act(new Piece(read, (int) Math.min(PIECE_BYTES, MOST_BYTES - read)));
            if (piece.length == 0) {
                break;
            }
            to.write(piece);
            read += piece.length;
            if (read == MOST_BYTES) {
                to.write(("\n[gitops] The builder printed " + MOST_BYTES + " bytes; more of its output is not shown\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        return read > before;
    }

    /** On the agent: at most so many bytes from a position on; none when there are none yet. */
    private static final class Piece extends MasterToSlaveFileCallable<byte[]> {

        private static final long serialVersionUID = 1L;

        private final long from;
        private final int most;

        Piece(long from, int most) {
            this.from = from;
            this.most = most;
        }

        @Override
        public byte[] invoke(File file, VirtualChannel channel) throws IOException {
            if (!file.isFile()) {
                return new byte[0];
            }
            try (RandomAccessFile log = new RandomAccessFile(file, "r")) {
                byte[] piece = new byte[(int) Math.max(0, Math.min(most, log.length() - from))];
                log.seek(from);
                log.readFully(piece);
                return piece;
            }
        }
    }
}
