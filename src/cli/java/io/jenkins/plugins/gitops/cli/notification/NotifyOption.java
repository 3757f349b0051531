package io.jenkins.plugins.gitops.cli.notification;

import io.jenkins.plugins.gitops.engine.notification.Subscription;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Who is told what becomes of a delivery. */
public final class NotifyOption {

    @Option(
            names = "--notify",
            paramLabel = "FILE",
            description =
                    "YAML file with the receivers that are told (docs/notifications-command-line.md); what cannot be"
                            + " told is a warning.")
    private Path file;

    public boolean isGiven() {
        return file != null;
    }

    /** None where there is no file. */
    public List<Subscription> subscriptions() {
        return file == null ? List.of() : NotifyFile.read(file);
    }
}
