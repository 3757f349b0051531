package io.jenkins.plugins.gitops.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * Writes a small file so that it is there whole or not at all, and on the disk when the method returns: written beside
 * as {@code NAME.tmp}, synced, renamed, and the folder synced. A reader sees the old content or the new one. Two threads
 * must not write the same file at once.
 */
public final class SyncedFile {

    private SyncedFile() {}

    /**
     * Replaces a text file, which is made with its folders when it is missing.
     *
     * @param content written in UTF-8
     * @throws UncheckedIOException when it cannot be written; the file is as before then
     */
    public static void write(Path file, String content) {
        try {
            Path folder = folder(file);
            // Asked first: Java 17 takes a link to a folder for something that is in its place.
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            replace(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces a file, which is made when it is missing.
     *
     * @param file in a folder that exists
     * @throws IOException when it cannot be written; the file is as before then
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            write(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
        sync(folder(file));
    }

    private static void write(Path beside, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "The root of a disk is no file");
    }

    /** So that the new name is on the disk too. Windows cannot open a folder. */
    private static void sync(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
