package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's root, and the one place where errors become text and exit codes. */
@Command(
        name = "gitops",
        description = {
            "Delivers by Git: writes the new state as a commit, makes the cluster equal to it, waits until it is"
                    + " healthy, and rolls back by a commit when it is not."
        },
        mixinStandardHelpOptions = true,
        versionProvider = GitopsCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        subcommands = {
            BuildCommand.class,
            TestCommand.class,
            DeployCommand.class,
            HistoryCommand.class,
            PromoteCommand.class,
            RollbackCommand.class,
            DriftCommand.class,
            SyncCommand.class,
            DeleteCommand.class,
            InventoryCommand.class,
            ResumeCommand.class,
            NotifyCommand.class,
            MetricsCommand.class
        })
public final class GitopsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** Runs one command line. Returns the exit code; output goes to the process's streams. */
    static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** As above, with other streams; for tests. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new GitopsCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(GitopsCommand::report)
                .setParameterExceptionHandler(GitopsCommand::misused)
                .setUsageHelpAutoWidth(true)
                .registerConverter(Duration.class, DurationConverter::parse)
                .registerConverter(PruneLimit.class, read(PruneLimit::parse))
                .registerConverter(ObjectSelector.class, read(ObjectSelector::parse))
                .registerConverter(ImageReference.class, read(ImageReference::parse))
                .registerConverter(ImageBuilder.class, read(GitopsCommand::imageBuilder))
                .registerConverter(GitIdentity.class, read(GitIdentity::parse))
                .registerConverter(MessageTemplate.class, read(MessageTemplate::new));
        Map<String, String> codes = Arrays.stream(ExitCode.values())
                .collect(Collectors.toMap(
                        code -> Integer.toString(code.number()), ExitCode::meaning, (a, b) -> a, LinkedHashMap::new));
        commandLine.getCommandSpec().usageMessage().exitCodeList(codes);
        return commandLine;
    }

    private static ImageBuilder imageBuilder(String name) {
        return ImageBuilder.named(name)
                .orElseThrow(() ->
                        new GitopsException("'" + name + "' is not an image builder", "Name " + ImageBuilder.names()));
    }

    /** What the engine cannot read is a mistake in the arguments. */
    private static <T> ITypeConverter<T> read(Function<String, T> reading) {
        return text -> {
            try {
                return reading.apply(text);
            } catch (GitopsException e) {
                throw new TypeConversionException(e.getMessage() + ". " + e.remedy());
            }
        };
    }

    /** One line and a pointer: the whole usage would push the mistake off the screen. */
    private static int misused(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        CommandError end = new CommandError(
                ExitCode.USAGE,
                error.getMessage(),
                "See '" + command.getCommandSpec().qualifiedName() + " --help'");
        int exitCode = ended(end, command, List.of(arguments));
        UnmatchedArgumentException.printSuggestions(error, command.getErr());
        return exitCode;
    }

    private static int report(Exception error, CommandLine command, ParseResult parsed) {
        if (error instanceof GitopsException known) {
            return ended(CommandError.of(known), command, parsed.originalArgs());
        }
        command.getErr().println("Internal error; please report it with what follows:");
        error.printStackTrace(command.getErr());
        return ended(CommandError.fault(error), command, parsed.originalArgs());
    }

    /** For people on standard error, and for scripts that ask for JSON on standard output. */
    private static int ended(CommandError error, CommandLine command, List<String> arguments) {
        if (error.exitCode() != ExitCode.INTERNAL.number()) {
            command.getErr().println(DeliveryConsole.error(error.reason(), error.remedy()));
        }
        if (CommandError.wantedBy(arguments)) {
            error.print(command.getOut());
        }
        return error.exitCode();
    }

    /** The version that the build wrote into the archive. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = GitopsCommand.class.getPackage().getImplementationVersion();
            return new String[] {"gitops " + (version == null ? "(not packaged)" : version)};
        }
    }
}
