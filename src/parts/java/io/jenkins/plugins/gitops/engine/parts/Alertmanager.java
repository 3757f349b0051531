package io.jenkins.plugins.gitops.engine.parts;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A real Alertmanager on loopback, alone: without others of its kind. */
public final class Alertmanager implements AutoCloseable {

    private final LoopbackProgram program;

    /**
     * @param configuration its file
     * @param data a folder for its data and its log
     */
    public Alertmanager(Path configuration, Path data) {
        program = new LoopbackProgram(
                List.of(
                        DevScript.printed("alertmanager"),
                        "--config.file=" + configuration,
                        "--storage.path=" + data.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--log.level=warn"),
                "--web.listen-address=",
                "/-/ready",
                data.resolve("alertmanager.log"));
    }

    public URI address() {
        return program.address();
    }

    /** The alerts that it has now, as JSON. */
    public String alerts() {
        return program.get("/api/v2/alerts");
    }

    @Override
    public void close() {
        program.close();
    }
}
