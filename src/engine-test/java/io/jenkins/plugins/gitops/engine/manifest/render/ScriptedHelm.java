package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.program.SandboxedProgram;
import io.jenkins.plugins.gitops.engine.manifest.program.SearchPath;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A script in Helm's place. */
public final class ScriptedHelm {

    private ScriptedHelm() {}

    /** @param script for a shell; its arguments are Helm's */
    public static ManifestRenderer renderer(Path folder, String script) {
        try {
            Path command = Files.createDirectories(folder).resolve("helm");
            Files.writeString(command, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
            return new ManifestRenderer(
                    new SandboxedProgram(new SearchPath(folder + File.pathSeparator + System.getenv("PATH"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
