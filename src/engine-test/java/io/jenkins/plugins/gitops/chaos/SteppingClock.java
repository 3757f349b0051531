package io.jenkins.plugins.gitops.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/**
 * The wall clock of a process, stepped from outside while it runs, as an administrator or a time server steps a machine's. The
 * monotonic clock goes on as it does on a real machine. It is Debian's libfaketime, loaded into the process.
 */
final class SteppingClock {

    private static final Path LIBRARY = Path.of(
            "/usr/lib",
            System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu",
            "faketime/libfaketimeMT.so.1");

    private final Path file;

    SteppingClock(Path file) throws IOException {
        if (!Files.exists(LIBRARY)) {
            throw new IllegalStateException("There is no " + LIBRARY + ". Install it: apt-get install faketime");
        }
        this.file = file;
        step(Duration.ZERO);
    }

    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", LIBRARY.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "NO_FAKE_STAT", "1");
    }

    /** How far it is from the true time, from now on. */
    void step(Duration offset) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, "%+d\n".formatted(offset.toSeconds()));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
