package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.application.EnvironmentOption;
import io.jenkins.plugins.gitops.cli.cluster.ClusterOptions;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.OutputFormat;
import io.jenkins.plugins.gitops.cli.output.ResultOptions;
import io.jenkins.plugins.gitops.cli.output.TextTable;
import io.jenkins.plugins.gitops.cli.terminal.Terminal;
import io.jenkins.plugins.gitops.engine.CountedNoun;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.StoredInventory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gitops inventory}: which inventories a cluster has, and what to do with one that is wrong. */
@Command(
        name = "inventory",
        description = {
            "Lists the inventories of a cluster, and mends one that has a wrong name or a wrong owner. Objects stay as"
                    + " they are; without --yes nothing is changed."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class InventoryCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }

    /** The options of each command that changes an inventory. */
    static final class Named {

        @Option(names = "--application", required = true, paramLabel = "NAME", description = "Name of the application.")
        private String application;

        @Mixin
        private EnvironmentOption environment;

        @Option(names = "--yes", description = "Do it, and do not only show what would be done.")
        private boolean yes;

        @Option(
                names = "--unfinished",
                description =
                        "Do it although a delivery has not ended there: one that was killed looks as one that runs.")
        private boolean unfinished;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private ResultOptions result;
    }

    @Command(
            name = "list",
            description = "Lists the inventories that the credential sees, in all namespaces or in one.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ClusterOptions cluster, @Mixin ResultOptions result) {
        ClusterAccess access = cluster.access();
        try (Cluster connected = ClusterOptions.connect(access)) {
            List<StoredInventory> found = connected.inventories(cluster.namedNamespace());
            result.write(subcommand("list"), found, ShownText.of(text(found, result.format() == OutputFormat.WIDE)));
            return ExitCode.OK.number();
        }
    }

    @Command(
            name = "forget",
            description =
                    "Deletes an inventory and takes its label off the objects, which stay in the cluster. The next"
                            + " delivery is the first one again.",
            mixinStandardHelpOptions = true)
    int forget(@Mixin Named named) {
        return with(named, "forget", (cluster, inventory) -> {
            String objects = CountedNoun.of(inventory.objects().size(), "object");
            if (!named.yes) {
                return "Would delete " + place(inventory.id()) + ", and let go of " + objects + warning(inventory);
            }
            int members = cluster.forget(inventory);
            return "Deleted " + place(inventory.id()) + "; " + CountedNoun.of(members, "object")
                    + (members == 1 ? " stays" : " stay") + " in the cluster and "
                    + (members == 1 ? "is" : "are") + " nobody's now";
        });
    }

    @Command(
            name = "rename",
            description =
                    "Gives an inventory and its objects to another application or environment in the same namespace."
                            + " Deliver under the new name afterwards.",
            mixinStandardHelpOptions = true)
    int rename(
            @Mixin Named named,
            @Option(
                            names = "--to-application",
                            paramLabel = "NAME",
                            description = "The new name of the application (default: the one that it has).")
                    String application,
            @Option(
                            names = "--to-environment",
                            paramLabel = "NAME",
                            description = "The new name of the environment (default: the one that it has).")
                    String environment) {
        return with(named, "rename", (cluster, inventory) -> {
            InventoryId from = inventory.id();
            InventoryId to = new InventoryId(
                    application == null ? from.application() : application,
                    environment == null ? from.environment() : environment,
                    from.namespace());
            if (to.equals(from)) {
                throw new GitopsException(
                        "The new name is the one that it has",
                        "Name another with --to-application or --to-environment");
            }
            if (!named.yes) {
                return "Would make " + place(from) + " that of " + to + ", with "
                        + CountedNoun.of(inventory.objects().size(), "object") + warning(inventory);
            }
            int members = cluster.rename(inventory, to);
            return "Is now " + place(to) + ", with " + CountedNoun.of(members, "object");
        });
    }

    @Command(
            name = "adopt",
            description = "Lets another repository take over: from then on only that one may deliver to it.",
            mixinStandardHelpOptions = true)
    int adopt(@Mixin Named named, @Mixin GitOptions git) {
        return with(named, "adopt", (cluster, inventory) -> {
            String repository = git.remote().key();
            String change = place(inventory.id()) + ": from " + inventory.repository() + " to " + repository;
            if (repository.equals(inventory.repository())) {
                return "Nothing to do: " + repository + " owns " + place(inventory.id());
            }
            if (!named.yes) {
                return "Would change who may deliver to " + change + warning(inventory);
            }
            if (cluster.writeInventory(inventory.ownedBy(repository)).overtaken()) {
                throw new GitopsException(
                        "Somebody wrote " + place(inventory.id()) + " meanwhile", "Do it again when that has ended");
            }
            return "Changed who may deliver to " + change;
        });
    }

    /** What is done to one inventory; returns what is said of it. */
    private interface Work {
        String on(Cluster cluster, Inventory inventory);
    }

    private int with(Named named, String command, Work work) {
        named.result.requireWritable();
        ClusterAccess access = named.cluster.access();
        InventoryId id = new InventoryId(named.application, named.environment.name(), named.cluster.namespace(access));
        try (Cluster cluster = ClusterOptions.connect(access)) {
            Inventory inventory = cluster.inventory(id).orElseThrow(() -> missing(id));
            if (named.yes && !named.unfinished && isUnfinished(inventory)) {
                throw new GitopsException(
                        "Delivery " + inventory.state().deployId().orElseThrow() + " of " + id + " has not ended",
                        "Do it again when it has; where it was killed for good, add --unfinished");
            }
            if (named.yes) {
                DeliveryConsole.destination(
                        spec.commandLine().getErr(),
                        "inventory " + command + " of " + id.application() + " in " + id.environment(),
                        Optional.of(id.namespace() + " of " + access.server()),
                        Optional.empty());
            }
            String done = work.on(cluster, inventory);
            String text = done + (named.yes ? "" : "\nNothing was changed; to do it, add --yes");
            named.result.write(
                    subcommand(command),
                    Map.of("inventory", id, "changed", named.yes, "text", done),
                    ShownText.of(text));
            return ExitCode.OK.number();
        }
    }

    private CommandSpec subcommand(String name) {
        return spec.subcommands().get(name).getCommandSpec();
    }

    private static GitopsException missing(InventoryId id) {
        return new GitopsException(
                "Namespace " + id.namespace() + " has no inventory of " + id,
                "See 'gitops inventory list' for those that there are");
    }

    private static String place(InventoryId id) {
        return "the inventory of " + id + ", ConfigMap " + id.namespace() + "/" + id.name();
    }

    /** A delivery that was killed looks as one that runs. */
    private static String warning(Inventory inventory) {
        return isUnfinished(inventory)
                ? "\nWarning: its delivery " + inventory.state().deployId().get() + " has not ended"
                : "";
    }

    private static boolean isUnfinished(Inventory inventory) {
        return inventory.state().deployId().isPresent()
                && inventory.state().result().isEmpty();
    }

    private static String text(List<StoredInventory> inventories, boolean wide) {
        if (inventories.isEmpty()) {
            return "No inventories.";
        }
        Instant now = SteadyClock.SYSTEM.instant();
        List<String> usual = List.of("NAMESPACE", "APPLICATION > ENVIRONMENT", "RESULT", "OBJECTS", "AGE");
        TextTable table = new TextTable(
                wide
                        ? Stream.concat(usual.stream(), Stream.of("NEWEST DELIVERY", "REPOSITORY"))
                                .toList()
                        : usual);
        inventories.forEach(each -> {
            List<String> row = new ArrayList<>(List.of(
                    each.namespace(),
                    each.application() + " > " + each.environment(),
                    each.problem().map(problem -> "unreadable").or(each::result).orElse("-"),
                    each.problem().isPresent() ? "-" : Integer.toString(each.objects()),
                    each.created()
                            .map(created -> age(Duration.between(created, now)))
                            .orElse("-")));
            if (wide) {
                row.add(each.deployId().orElse("-"));
                row.add(each.problem().orElse(each.repository()));
            }
            table.add(row);
        });
        String problems = inventories.stream()
                .flatMap(each -> each.problem().stream())
                .map(problem -> "\n" + problem)
                .collect(Collectors.joining());
        return wide ? table.text() : table.text(Terminal.width()) + problems;
    }

    private static String age(Duration age) {
        return age.toDays() > 0
                ? age.toDays() + " d"
                : age.toHours() > 0 ? age.toHours() + " h" : age.toMinutes() + " min";
    }
}
