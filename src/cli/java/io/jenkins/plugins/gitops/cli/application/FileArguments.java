package io.jenkins.plugins.gitops.cli.application;

import io.jenkins.plugins.gitops.cli.workspace.ResultFile;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationChoice;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.application.Settings;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The arguments of a command, with what gitops.yaml says where they say nothing. What a person wrote always counts; a flag of the
 * file is taken back by {@code --prune=false}. The file's texts go through the same parsers as the options'.
 */
public final class FileArguments {

    private static final String APPLICATION = "--application";
    private static final String ENVIRONMENT = "--environment";
    private static final String IMAGE = "--image";
    private static final String BUILD_RESULT = "--build-result";
    private static final String NAMESPACE = "--namespace";
    /** A command, and options, that are about many applications. */
    private static final String CHANGED = "changed";

    /** They deliver nothing, and so are about what was delivered before its application was left out of the environment, too. */
    private static final Set<String> OF_EARLIER =
            Set.of("delete", "status", "logs", "drift", "forget", "rename", "adopt");

    private static final List<String> SEVERAL = List.of("--changed", "--all");

    /** Each says which cluster is meant. */
    private static final List<String> CLUSTER = List.of("--kubeconfig", "--context", "--server", "--in-cluster");

    /** Of a promotion: the environment that it comes from, and where that is. */
    private static final String FROM = "--from";

    private static final String FROM_NAMESPACE = "--from-namespace";
    private static final String FROM_CONTEXT = "--from-context";
    private static final List<String> FROM_PLACE = List.of(FROM_NAMESPACE, "--from-kubeconfig", FROM_CONTEXT);

    /** What a command needs of the file that is about all deliveries of a branch. */
    private static final Set<Setting> OF_A_BRANCH = EnumSet.of(Setting.REPOSITORY, Setting.BRANCH, Setting.COMMITTER);

    private final CommandSpec command;
    private final ParseResult given;
    private final LocatedFile file;

    private FileArguments(CommandSpec command, ParseResult given, LocatedFile file) {
        this.command = command;
        this.given = given;
        this.file = file;
    }

    /**
     * The arguments to run a command with.
     *
     * @param parser of the commands; theirs is used for what the arguments name
     * @param folder where the command runs
     * @throws GitopsException when the file is wrong, or does not have what the arguments name
     */
    public static List<String> expand(Supplier<CommandLine> parser, List<String> arguments, Path folder) {
        // Nothing is parsed twice where there is no file.
        if (arguments.stream().noneMatch(each -> each.startsWith(FileOption.FILE))
                && LocatedFile.nearest(folder).isEmpty()) {
            return arguments;
        }
        CommandLine commands = parser.get();
        lenient(commands);
        ParseResult given = innermost(commands.parseArgs(arguments.toArray(String[]::new)));
        CommandSpec command = given.commandSpec();
        // A build's --file is another one.
        if (command.findOption(FileOption.NO_FILE) == null || given.isUsageHelpRequested()) {
            return arguments;
        }
        Optional<Path> named = Optional.ofNullable(given.matchedOptionValue(FileOption.FILE, (Path) null));
        if (given.hasMatchedOption(FileOption.NO_FILE)) {
            named.ifPresent(both -> {
                throw new GitopsException("A file is named, and none is to be read", "Take one of the options out");
            });
            return arguments;
        }
        return named.map(path -> Optional.of(LocatedFile.at(folder.resolve(path), folder)))
                .orElseGet(() -> LocatedFile.around(folder))
                .map(file -> new FileArguments(command, given, file).with(arguments))
                .orElse(arguments);
    }

    /** What is wrong in the arguments is told when the command runs. */
    private static void lenient(CommandLine commands) {
        commands.getCommandSpec().parser().collectErrors(true);
        commands.getSubcommands().values().forEach(FileArguments::lenient);
    }

    private static ParseResult innermost(ParseResult result) {
        return result.hasSubcommand() ? innermost(result.subcommand()) : result;
    }

    private List<String> with(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        if (isAboutABranch()) {
            OF_A_BRANCH.forEach(setting -> add(all, setting.option(), ofAll(setting)));
            return all;
        }
        return delivering(all);
    }

    /**
     * Whether it reads a branch alone, of which it may name an environment. One that looks into the cluster as well is about a single
     * delivery: it needs all that is said of that, whether the parser requires its name or not.
     */
    private boolean isAboutABranch() {
        OptionSpec environment = command.findOption(ENVIRONMENT);
        return environment == null || !environment.required() && command.findOption(NAMESPACE) == null;
    }

    /**
     * What is said of all deliveries that may be meant. A name that the file does not have is one of earlier deliveries.
     *
     * @throws GitopsException when it is not the same for all
     */
    private List<String> ofAll(Setting setting) {
        if (command.findOption(setting.option()) == null || given.hasMatchedOption(setting.option())) {
            return List.of();
        }
        List<String> applications = named(APPLICATION, file.content().names());
        List<String> environments =
                named(ENVIRONMENT, List.copyOf(file.content().environments()));
        // Of a pair that is named, earlier deliveries are meant, too.
        boolean single = applications.size() == 1 && environments.size() == 1;
        Set<List<String>> said = new LinkedHashSet<>();
        for (String application : applications) {
            for (String environment : environments) {
                if (single || file.content().application(application).isDeliveredTo(environment)) {
                    said.add(file.content()
                            .settingsToRemove(application, environment)
                            .get(setting)
                            .map(Settings.Value::texts)
                            .orElse(List.of()));
                }
            }
        }
        if (said.size() > 1) {
            throw new GitopsException(
                    file.content().path() + " says '" + setting.key() + "' of some deliveries, or several",
                    "Say which one with " + setting.option() + ", or name application and environment");
        }
        return said.iterator().next();
    }

    private List<String> named(String option, List<String> all) {
        return text(option).filter(all::contains).map(List::of).orElse(all);
    }

    private List<String> delivering(List<String> all) {
        Optional<String> environment = environment();
        if (several()) {
            // Each has settings of its own.
            environment.ifPresent(only -> add(all, ENVIRONMENT, List.of(only)));
            return all;
        }
        Optional<String> application = application();
        if (environment.isEmpty() || application.isEmpty()) {
            return all;
        }
        Settings settings = OF_EARLIER.contains(command.name())
                ? file.content().settingsToRemove(application.get(), environment.get())
                : file.content().settings(application.get(), environment.get());
        add(all, ENVIRONMENT, List.of(environment.get()));
        add(all, APPLICATION, List.of(application.get()));
        boolean clusterGiven = CLUSTER.stream().anyMatch(given::hasMatchedOption);
        for (Map.Entry<Setting, Settings.Value> each : settings.all().entrySet()) {
            Setting setting = each.getKey();
            if (!clusterGiven || !setting.namesCluster() || isContextOfKubeconfig(setting)) {
                List<String> texts = each.getValue().texts();
                add(all, setting.option(), setting.isLocal() ? local(texts) : texts);
            }
        }
        text(FROM).ifPresent(from -> addFrom(all, settings, file.content().settings(application.get(), from)));
        return all;
    }

    private boolean several() {
        return command.name().equals(CHANGED)
                || SEVERAL.stream().anyMatch(option -> given.matchedOptionValue(option, false));
    }

    /** {@code --kubeconfig} says where contexts are, and not which. */
    private boolean isContextOfKubeconfig(Setting setting) {
        return setting == Setting.CONTEXT
                && CLUSTER.stream().filter(given::hasMatchedOption).allMatch("--kubeconfig"::equals);
    }

    private List<String> local(List<String> texts) {
        return texts.stream().map(text -> file.root().resolve(text).toString()).toList();
    }

    /** Its cluster is asked as well, where it is known which one that is. */
    private void addFrom(List<String> all, Settings to, Settings from) {
        Optional<String> context = from.text(Setting.CONTEXT);
        boolean known = cluster(from).equals(cluster(to)) || cluster(from).size() == 1 && context.isPresent();
        if (known && FROM_PLACE.stream().noneMatch(given::hasMatchedOption)) {
            from.text(Setting.NAMESPACE).ifPresent(namespace -> {
                add(all, FROM_NAMESPACE, List.of(namespace));
                context.ifPresent(there -> add(all, FROM_CONTEXT, List.of(there)));
            });
        }
    }

    private static Map<Setting, List<String>> cluster(Settings settings) {
        Map<Setting, List<String>> said = new EnumMap<>(Setting.class);
        settings.all().forEach((setting, value) -> {
            if (setting.namesCluster()) {
                said.put(setting, value.texts());
            }
        });
        return said;
    }

    private void add(List<String> all, String option, List<String> texts) {
        if (command.findOption(option) != null && !given.hasMatchedOption(option)) {
            texts.forEach(text -> all.add(option + "=" + text));
        }
    }

    /** The one that is named, or the only one of the file. */
    private Optional<String> environment() {
        Set<String> known = file.content().environments();
        return text(ENVIRONMENT).or(() -> known.stream().findFirst().filter(only -> known.size() == 1));
    }

    /** The one that is named, or else is meant. */
    private Optional<String> application() {
        Optional<String> known = text(APPLICATION)
                .or(() -> new ApplicationChoice(file.content()).by(file.here(), this::images, environment()));
        if (known.isEmpty() && command.findOption(APPLICATION) != null) {
            throw new GitopsException(
                    file.content().path() + " has several applications, and none is named",
                    "Name one with " + APPLICATION + ": "
                            + String.join(", ", file.content().names()) + "; or run this in its folder");
        }
        return known;
    }

    /** Those that are named, or else those of builds' results. */
    private List<ImageReference> images() {
        List<ImageReference> named = given.matchedOptionValue(IMAGE, List.of());
        return named.isEmpty()
                ? given.matchedOptionValue(BUILD_RESULT, List.<Path>of()).stream()
                        .map(result -> ResultFile.build(result).image())
                        .distinct()
                        .toList()
                : named;
    }

    private Optional<String> text(String option) {
        return Optional.ofNullable(given.matchedOptionValue(option, (String) null));
    }
}
