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

    /** Where the first line begins that was not copied to its end. After a restart it is read from here: to be masked whole. */
    private long read;

    /** How much of that line was read. */
    private transient long ahead;

    /**
     * Copies what is new. When there is more than the limit, the last line says so, once.
     *
     * @param file may not be there yet
     * @return whether there was anything new
     */
    boolean copy(FilePath file, OutputStream to) throws IOException, InterruptedException {
        long before = read + ahead;
        while (read + ahead < MOST_BYTES) {
            long from = read + ahead;
            byte[] piece = file.act(new Piece(from, (int) Math.min(PIECE_BYTES, MOST_BYTES - from)));
            if (piece.length == 0) {
                break;
            }
            to.write(piece);
            copied(piece);
            if (from + piece.length == MOST_BYTES) {
                to.write(("\n[gitops] The builder printed " + MOST_BYTES + " bytes; more of its output is not shown\n")
                        .getBytes(StandardCharsets.UTF_8));
                read = MOST_BYTES;
                ahead = 0;
            }
        }
        return read + ahead > before;
    }

    private void copied(byte[] piece) {
        int end = piece.length;
        while (end > 0 && piece[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            read += ahead + end;
            ahead = 0;
        }
        ahead += piece.length - end;
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
