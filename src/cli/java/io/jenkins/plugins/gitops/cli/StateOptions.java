package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.delivery.record.RecordStore;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The folder for records, which a delivery needs to go on after a crash, and for caches. */
final class StateOptions {

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for records and caches (default: $GITOPS_STATE, or gitops in $XDG_STATE_HOME).")
    private Path folder;

    RecordStore records() {
        return new RecordStore(folder().resolve("deliveries"));
    }

    Path caches() {
        return folder().resolve("git");
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
