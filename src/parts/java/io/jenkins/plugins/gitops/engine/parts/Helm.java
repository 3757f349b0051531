package io.jenkins.plugins.gitops.engine.parts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real Helm, always of the same version, which {@code dev/helm} gets. */
public final class Helm {

    private static Path program;

    private Helm() {}

    /** Its path; got at the first call. */
    public static synchronized Path program() {
        if (program == null) {
            program = Path.of(DevScript.printed("helm"));
        }
        return program;
    }

    /** Runs it to its end. */
    public static DevScript.Output run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(Arrays.asList(arguments));
        return DevScript.run(command);
    }
}
