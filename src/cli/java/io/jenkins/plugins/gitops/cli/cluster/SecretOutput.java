package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file with a secret, which nobody but this user may read from its first byte on. */
final class SecretOutput {

    private final Path file;

    /**
     * Looks at the place before anything is done.
     *
     * @param file null when nobody named one
     * @throws GitopsException when none is named, it is there, or its folder cannot be written
     */
    SecretOutput(Path file) {
        if (file == null) {
            throw new GitopsException("There is no file for the kubeconfig", "Name one with --save");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.exists(file)) {
            throw there(file);
        }
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new GitopsException(
                    "The file " + file + " cannot be written", "Name one in a folder that is there and can be written");
        }
        this.file = file;
    }

    void write(String text) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mine)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException cameMeanwhile) {
            throw there(file);
        } catch (IOException unwritable) {
            throw new GitopsException(
                    "The file " + file + " cannot be written",
                    "Name one in another folder; --token-only is enough then",
                    unwritable);
        }
    }

    private static GitopsException there(Path file) {
        return new GitopsException(
                "The file " + file + " is there already, and is not written over", "Name another one, or delete it");
    }
}
