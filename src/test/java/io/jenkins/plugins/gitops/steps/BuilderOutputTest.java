package io.jenkins.plugins.gitops.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a builder's output, which may be of any size. */
class BuilderOutputTest {

    @TempDir
    private File folder;

    private final BuilderOutput output = new BuilderOutput();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void what_is_new_is_copied_once() throws Exception {
        FilePath file = file();

        assertThat(output.copy(file, log)).isFalse();
        Files.writeString(new File(file.getRemote()).toPath(), "one\n");
        assertThat(output.copy(file, log)).isTrue();
        assertThat(output.copy(file, log)).isFalse();
        Files.writeString(new File(file.getRemote()).toPath(), "two\n", StandardOpenOption.APPEND);
        assertThat(output.copy(file, log)).isTrue();

        assertThat(log).hasToString("one\ntwo\n");
    }

    @Test
    void of_an_endless_file_the_beginning_is_copied_a_piece_at_a_time() throws Exception {
        FilePath file = file();
        try (RandomAccessFile large = new RandomAccessFile(file.getRemote(), "rw")) {
            large.setLength(3L * 1024 * 1024 * 1024); // more than an array holds; takes no room on the disk
        }
        Pieces pieces = new Pieces();

        assertThat(output.copy(file, pieces)).isTrue();
        assertThat(output.copy(file, pieces)).isFalse();

        assertThat(pieces.largest).isEqualTo(BuilderOutput.PIECE_BYTES);
        assertThat(pieces.all - pieces.last.length).isEqualTo(BuilderOutput.MOST_BYTES);
        assertThat(new String(pieces.last)).contains("[gitops] The builder printed 67108864 bytes; more");
    }

    /** What was read of a line was not shown yet: half of a password would pass, if the rest of it came alone. */
    @Test
    void a_line_that_a_restart_cut_is_read_again_from_its_beginning() throws Exception {
        FilePath file = file();
        Files.writeString(new File(file.getRemote()).toPath(), "one\npassword=hunt");
        output.copy(file, log);
        Files.writeString(new File(file.getRemote()).toPath(), "er2\ntwo\n", StandardOpenOption.APPEND);

        BuilderOutput resumed = (BuilderOutput) restarted(output);
        log.reset();
        assertThat(resumed.copy(file, log)).isTrue();

        assertThat(log).hasToString("password=hunter2\ntwo\n");
    }

    private static Object restarted(Object saved) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(saved);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private FilePath file() {
        return new FilePath(new File(folder, "jenkins-log.txt"));
    }

    private static final class Pieces extends OutputStream {
        private long all;
        private int largest;
        private byte[] last = {};

        @Override
        public void write(int one) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            all += length;
            largest = Math.max(largest, length);
            last = new byte[length];
            System.arraycopy(bytes, offset, last, 0, length);
        }
    }
}
