package io.jenkins.plugins.gitops.engine.git.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A file of a cache, with its CRC-32 at the end. It is replaced as a whole, so that other threads and processes read the old one or
 * the new one. It may be lost at any time: one that cannot be read, or is damaged, counts as not there.
 */
public final class ChecksummedFile {

    private static final String TEMPORARY = ".index.new";

    private final Path folder;
    private final Path file;

    /** @param subject says what is in it; each has a file of its own */
    ChecksummedFile(Path folder, String subject) {
        this.folder = folder;
        byte[] name = Constants.newMessageDigest().digest(subject.getBytes(StandardCharsets.UTF_8));
        this.file = folder.resolve(ObjectId.toString(ObjectId.fromRaw(name)) + ".index");
    }

    /** Whether it is what a killed process left of a file that it was writing. */
    public static boolean isLeftover(Path file) {
        return file.toString().endsWith(TEMPORARY);
    }

    /** Without the sum. */
    Optional<ByteBuffer> read() {
        try {
            byte[] all = Files.readAllBytes(file);
            int length = all.length - Long.BYTES;
            return length < 0 || ByteBuffer.wrap(all, length, Long.BYTES).getLong() != checksum(all, length)
                    ? Optional.empty()
                    : Optional.of(ByteBuffer.wrap(all, 0, length));
        } catch (IOException noneOrUnreadable) {
            return Optional.empty();
        }
    }

    /** Replaces the file. */
    void write(byte[] content) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(content.length + Long.BYTES);
        all.put(content).putLong(checksum(content, content.length));
        Path temporary = Files.createTempFile(folder, "", TEMPORARY);
        try {
            Files.write(temporary, all.array());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static long checksum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }
}
