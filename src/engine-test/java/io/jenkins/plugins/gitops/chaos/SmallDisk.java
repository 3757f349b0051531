package io.jenkins.plugins.gitops.chaos;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;

import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real file system in memory that is soon full. It is mounted in a namespace of its own (Linux' {@code unshare}), so that
 * nobody needs to be root, and nothing stays mounted.
 */
final class SmallDisk implements AutoCloseable {

    private final Path folder;
    private final long bytes;
    private final Process holder;

    SmallDisk(Path folder, int megabytes) throws IOException {
        this.folder = folder;
        this.bytes = megabytes * 1_048_576L;
        this.holder = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=" + bytes
                                + " chaos \"$1\" && : > \"$1/mounted\" && exec sleep infinity",
                        "sh",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("disk.log").toFile())
                .start();
        eventually("the disk is mounted")
                .failFast("the disk could not be mounted: see disk.log", () -> !holder.isAlive())
                .until(() -> Files.exists(seenFromOutside(folder.resolve("mounted"))));
    }

    /** Where it is mounted, for a process that was started with {@link #enter}. */
    Path folder() {
        return folder;
    }

    /** The command before a process that is to see the disk. */
    List<String> enter() {
        return List.of(
                "nsenter",
                "--target",
                Long.toString(holder.pid()),
                "--user",
                "--mount",
                "--preserve-credentials",
                "--wd=" + folder.getParent(),
                "--");
    }

    /** A path on the disk as this process reaches it. */
    Path seenFromOutside(Path path) {
        return Path.of("/proc/" + holder.pid() + "/root").resolve(path.getRoot().relativize(path));
    }

    /** Fills it until so many bytes are left. */
    void leave(long free) throws IOException {
        Path ballast = seenFromOutside(folder.resolve("ballast"));
        Files.deleteIfExists(ballast);
        long length = Math.max(0, Files.getFileStore(seenFromOutside(folder)).getUsableSpace() - free);
        Files.write(ballast, new byte[Math.toIntExact(length)]);
    }

    /** Makes room again. */
    void makeRoom() throws IOException {
        Files.deleteIfExists(seenFromOutside(folder.resolve("ballast")));
    }

    @Override
    public void close() {
        Eventually.kill(holder.toHandle());
    }
}
