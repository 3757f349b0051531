package io.jenkins.plugins.gitops.deliveries;

import hudson.util.AtomicFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A small text file that is there whole or not at all, and on the disk when the method returns. */
public final class SyncedFile {

    private SyncedFile() {}

    public static void write(Path file, String content) {
        try (AtomicFileWriter writer = new AtomicFileWriter(file, StandardCharsets.UTF_8)) {
            try {
                writer.write(content);
                writer.commit();
            } finally {
                writer.abort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
