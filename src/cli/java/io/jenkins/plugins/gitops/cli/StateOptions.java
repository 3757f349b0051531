package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.workspace.RegistryLogins;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import io.jenkins.plugins.gitops.engine.registry.ChartRegistries;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The folder for records, which a delivery needs to go on after a crash, and for caches; and where charts come from. */
final class StateOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for records and caches (default: $GITOPS_STATE, or gitops in $XDG_STATE_HOME).")
    private Path folder;

    @Option(
            names = "--chart-registries",
            paramLabel = "FILE",
            description = "File that 'helm registry login' or 'docker login' wrote: its registries are those from which"
                    + " charts may be fetched that a chart depends on, with its logins.")
    private Path registries;

    @Option(
            names = "--plain-http-registry",
            paramLabel = "HOST",
            description = "A registry in that file that is asked without TLS; may be repeated.")
    private Set<String> plain = Set.of();

    /** With this machine's programs, and the registries that were named. */
    ManifestRenderer renderer() {
        return registries == null
                ? new ManifestRenderer()
                : new ManifestRenderer(new ChartRegistries(
                        folder().resolve("charts"),
                        RegistryLogins.read(registries, plain),
                        HttpClient::newBuilder,
                        TIMEOUT));
    }

    RecordStore records() {
        return new RecordStore(folder().resolve("deliveries"));
    }

    /** What is still to be told. */
    Path notifications() {
        return folder().resolve("notifications");
    }

    Path caches() {
        return folder().resolve("git");
    }

    /** What watches know of environments. */
    Path drift() {
        return folder().resolve("drift");
    }

    /** Records of what self-heals did; no deliveries, so that nothing takes up one that was cut off. */
    RecordStore syncs() {
        return new RecordStore(drift().resolve("syncs"));
    }

    private Path folder() {
        if (folder != null) {
            return folder;
        }
        return Optional.ofNullable(System.getenv("GITOPS_STATE")).map(Path::of).orElseGet(() -> Optional.ofNullable(
                        System.getenv("XDG_STATE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "state"))
                .resolve("gitops"));
    }
}
