package io.jenkins.plugins.gitops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.cli.application.CheckCommand;
import io.jenkins.plugins.gitops.cli.application.FileArguments;
import io.jenkins.plugins.gitops.cli.application.InitCommand;
import io.jenkins.plugins.gitops.cli.cluster.KubeconfigCommand;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.cli.exit.ExitCode;
import io.jenkins.plugins.gitops.cli.output.DeliveryConsole;
import io.jenkins.plugins.gitops.cli.output.DurationConverter;
import io.jenkins.plugins.gitops.cli.output.OutputFormat;
import io.jenkins.plugins.gitops.cli.output.OutputOptions;
import io.jenkins.plugins.gitops.cli.output.RequestTrace;
import io.jenkins.plugins.gitops.cli.terminal.Terminal;
import io.jenkins.plugins.gitops.cli.version.VersionCommand;
import io.jenkins.plugins.gitops.cli.version.VersionProvider;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n")
public final class GitopsCommand implements Runnable {

    /** In the order of the help. Each has its class in {@link #command}. */
    private static final List<String> COMMANDS = List.of(
            "init",
            "check",
            "build",
            "test",
            "diff",
            "deploy",
            "status",
            "logs",
            "changed",
            "history",
            "figures",
            "mark",
            "promote",
            "rollback",
            "drift",
            "sync",
            "delete",
            "inventory",
            "kubeconfig",
            "resume",
            "notify",
            "metrics",
            "version");

    /** Those that write the record of a delivery. */
    private static final Set<String> DELIVERING = Set.of("deploy", "promote", "rollback", "sync", "resume");

    /** Those that read the file themselves, as they are about all that it has. */
    private static final Set<String> OF_ALL = Set.of("status");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command");
    }

    public static void main(String[] arguments) {
        if (arguments.length > 0 && DELIVERING.contains(arguments[0])) {
            prepareAhead();
        }
        System.exit(execute(arguments));
    }

    /** On another processor, while this one reads the command line. */
    private static void prepareAhead() {
        Thread thread = new Thread(RecordJson::prepare, "prepare-ahead");
        thread.setDaemon(true);
        // Nothing depends on it; who needs it meets the same error.
        thread.setUncaughtExceptionHandler((ahead, error) -> {});
        thread.start();
    }

    /** Runs one command line. Returns the exit code; output goes to the process's streams. */
    static int execute(String... arguments) {
        Terminal.prepare();
        CommandLine commandLine =
                commandLine(needed(arguments)).setOut(Terminal.out()).setErr(Terminal.err());
        int exitCode = execute(commandLine, arguments);
        commandLine.getOut().flush();
        commandLine.getErr().flush();
        return exitCode;
    }

    /** As above, with other streams; for tests. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(commandLine(needed(arguments)).setOut(out).setErr(err), arguments);
    }

    private static int execute(CommandLine commandLine, String... arguments) {
        List<String> given = List.of(arguments);
        try {
            List<String> all = given.stream().limit(1).anyMatch(OF_ALL::contains)
                    ? given
                    : FileArguments.expand(() -> commandLine(needed(arguments)), given, Path.of(""));
            return commandLine.execute(all.toArray(String[]::new));
        } catch (GitopsException wrongFile) {
            return ended(CommandError.of(wrongFile), commandLine, given);
        }
    }

    /**
     * The deploy of one application, with what gitops.yaml says of it.
     *
     * @param options as on a command line
     * @param several the command that it is a part of, whose streams it has
     */
    static DeployCommand deploy(List<String> options, CommandSpec several) {
        List<String> given = new ArrayList<>(List.of("deploy"));
        given.addAll(options);
        CommandLine parser = commandLine(List.of("deploy"))
                .setOut(several.commandLine().getOut())
                .setErr(several.root().commandLine().getErr());
        // Another one, where nothing is to be said.
        parser.getSubcommands().get("deploy").setErr(several.commandLine().getErr());
        List<String> all = FileArguments.expand(() -> commandLine(List.of("deploy")), given, Path.of(""));
        return (DeployCommand) parser.parseArgs(all.toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .userObject();
    }

    /** With every command; for what describes them. */
    public static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** Reading the options of a command costs much of a short process, so one that is named is read alone. */
    private static List<String> needed(String... arguments) {
        return arguments.length > 0 && COMMANDS.contains(arguments[0]) ? List.of(arguments[0]) : COMMANDS;
    }

    /** With some of them. */
    static CommandLine commandLine(List<String> commands) {
        CommandLine commandLine = new CommandLine(new GitopsCommand());
        commands.forEach(name -> commandLine.addSubcommand(command(name)));
        commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(GitopsCommand::run)
                .setExecutionExceptionHandler(GitopsCommand::report)
                .setParameterExceptionHandler(GitopsCommand::misused)
                .setUsageHelpAutoWidth(true)
                .registerConverter(Duration.class, DurationConverter::parse)
                .registerConverter(PruneLimit.class, read(PruneLimit::parse))
                .registerConverter(ObjectSelector.class, read(ObjectSelector::parse))
                .registerConverter(IgnoreRule.class, read(IgnoreRule::parse))
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

    private static Object command(String name) {
        return switch (name) {
            case "init" -> new InitCommand();
            case "check" -> new CheckCommand();
            case "build" -> new BuildCommand();
            case "test" -> new TestCommand();
            case "deploy" -> new DeployCommand();
            case "diff" -> new DiffCommand();
            case "status" -> new StatusCommand();
            case "logs" -> new LogsCommand();
            case "changed" -> new ChangedCommand();
            case "history" -> new HistoryCommand();
            case "figures" -> new FiguresCommand();
            case "mark" -> new MarkCommand();
            case "promote" -> new PromoteCommand();
            case "rollback" -> new RollbackCommand();
            case "drift" -> new DriftCommand();
            case "sync" -> new SyncCommand();
            case "delete" -> new DeleteCommand();
            case "inventory" -> new InventoryCommand();
            case "kubeconfig" -> new KubeconfigCommand();
            case "resume" -> new ResumeCommand();
            case "notify" -> new NotifyCommand();
            case "metrics" -> new MetricsCommand();
            case "version" -> new VersionCommand();
            default -> throw new IllegalArgumentException(name);
        };
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

    /** Runs a command, with what {@link OutputOptions} says of what is printed beside its result. */
    private static int run(ParseResult parsed) {
        ParseResult named = innermost(parsed);
        CommandLine command = named.commandSpec().commandLine();
        PrintWriter err = command.getErr();
        Optional<RequestTrace> trace =
                named.hasMatchedOption(OutputOptions.VERBOSE) ? Optional.of(new RequestTrace(err)) : Optional.empty();
        try {
            if (named.hasMatchedOption(OutputOptions.QUIET)) {
                command.setErr(new PrintWriter(Writer.nullWriter()));
            }
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            command.setErr(err);
            trace.ifPresent(RequestTrace::close);
        }
    }

    private static ParseResult innermost(ParseResult parsed) {
        return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
    }

    private static int report(Exception error, CommandLine command, ParseResult parsed) {
        if (error instanceof GitopsException known) {
            return ended(CommandError.of(known), command, parsed.originalArgs());
        }
        command.getErr().println("Internal error; please report it with what follows:");
        error.printStackTrace(command.getErr());
        return ended(CommandError.fault(error), command, parsed.originalArgs());
    }

    /** For people on standard error, and for programs that ask for a document on standard output. */
    private static int ended(CommandError error, CommandLine command, List<String> arguments) {
        if (error.exitCode() != ExitCode.INTERNAL.number()) {
            command.getErr().println(DeliveryConsole.error(error.reason(), error.remedy()));
        }
        OutputFormat.documentWantedBy(arguments).ifPresent(format -> {
            JsonNode document = RecordJson.MAPPER.createObjectNode().set("error", RecordJson.MAPPER.valueToTree(error));
            command.getOut()
                    .println(
                            OutputFormat.severalWantedBy(arguments)
                                    ? format.printOneOfMany(document)
                                    : format.print(document));
            command.getOut().flush();
        });
        return error.exitCode();
    }
}
