package io.jenkins.plugins.gitops.steps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A {@code buildah} for the front of the path that runs the real one, but holds as long as {@code $HOLD.build} exists. It
 * says so by {@code $HOLD.building}, with its process id, and in {@code $HOLD.calls} which commands it ran.
 */
public final class HeldBuilder {

    private static final String SCRIPT = """
            #!/bin/sh
            echo "wrapped $1"
            echo "$1" >> "$HOLD.calls"
            echo $$ > "$HOLD.pid" && mv "$HOLD.pid" "$HOLD.building"
            while [ -e "$HOLD.build" ]; do sleep 0.2; done
            exec /usr/bin/buildah "$@"
            """;

    private HeldBuilder() {}

    public static void install(Path folder) throws IOException {
        Path script = Files.writeString(folder.resolve("buildah"), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
