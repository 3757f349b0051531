package io.jenkins.plugins.gitops.applications;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.WrittenDuration;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.application.Settings;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.cluster.desired.Pruning;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What gitops.yaml says of the deliveries of an application to an environment, all of it within what that allows. */
public final class DeclaredSettings {

    /** Where there is no file. */
    static final DeclaredSettings NONE = new DeclaredSettings(Map.of());

    private final Map<Setting, Settings.Value> values;

    private DeclaredSettings(Map<Setting, Settings.Value> values) {
        this.values = values;
    }

    /** @throws GitopsException with file and line of each key that asks for more, what the environment has, and a way out */
    static DeclaredSettings within(EnvironmentLimits limits, Settings settings) {
        List<String> problems = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        settings.all().forEach((setting, value) -> SettingLimit.of(setting)
                .check()
                .objection(value.texts(), limits)
                .ifPresent(objection -> {
                    problems.add(value.at() + ": '" + setting.key() + "' is " + shown(value)
                            + ", and the environment '" + limits.entry().getName() + "' of Jenkins "
                            + objection.jenkins());
                    remedies.add(objection.remedy());
                }));
        if (!problems.isEmpty()) {
            throw new GitopsException(
                    String.join(". ", problems),
                    (remedies.size() == 1 ? remedies.get(0) : "Write what the environment allows")
                            + ", or take the key out; or ask an administrator to change the environment at "
                            + Messages.GitopsConfiguration_place());
        }
        return new DeclaredSettings(settings.all());
    }

    private static String shown(Settings.Value value) {
        return ShownText.line(String.join(", ", value.texts()), TextLimits.SHOWN);
    }

    /** The folder or file with the manifests. */
    public Optional<String> manifests() {
        return text(Setting.MANIFESTS);
    }

    /** Values files of a chart. */
    public List<String> valuesFiles() {
        return texts(Setting.VALUES);
    }

    /** Fields that are left to others, beside those of the environment. */
    public IgnoreRules ignored() {
        return IgnoreRules.of(
                texts(Setting.IGNORE).stream().map(IgnoreRule::parse).toList());
    }

    /** The context of a kubeconfig, which a command line would take. */
    Optional<String> context() {
        return text(Setting.CONTEXT);
    }

    /** All that it says, in one line for a log; empty where it says nothing. */
    String text() {
        return ShownText.line(
                values.entrySet().stream()
                        .filter(each -> each.getKey() != Setting.CONTEXT)
                        .map(each -> each.getKey().key() + " "
                                + String.join(", ", each.getValue().texts()))
                        .collect(Collectors.joining("; ")),
                TextLimits.SHOWN);
    }

    /** The options of a delivery: the environment's, and what the file says instead. */
    public DeployOptions over(DeployOptions environment) {
        return environment
                .with(scope(environment.scope()))
                .with(chosen(Setting.ON_FAILURE, environment.onFailure()))
                .with(patience(environment.patience()))
                .with(safety(environment.safety()))
                .with(pruning(environment.pruning()))
                .with(chosen(Setting.TAGS, environment.tags()))
                .with(commits(environment.commits()))
                .with(existing(environment.existing()))
                .with(environment
                        .sync()
                        .ignoring(environment.sync().rules().and(ignored().rules())));
    }

    private DeployScope scope(DeployScope environment) {
        DeployScope scope = values.containsKey(Setting.ALLOWED_NAMESPACES)
                ? environment.withAllowed(texts(Setting.ALLOWED_NAMESPACES))
                : environment;
        return scope.withClusterScoped(flag(Setting.CLUSTER_SCOPED, scope.clusterScoped()));
    }

    private DeployOptions.Patience patience(DeployOptions.Patience environment) {
        DeployOptions.Patience waiting = text(Setting.TIMEOUT)
                .map(time -> environment.withTimeout(WrittenDuration.parse(time)))
                .orElse(environment);
        return text(Setting.GRACE)
                .map(time -> waiting.withGrace(WrittenDuration.parse(time)))
                .orElse(waiting);
    }

    private DeployOptions.Safety safety(DeployOptions.Safety environment) {
        return environment
                .withRequireTests(flag(Setting.REQUIRE_TESTS, environment.requireTests()))
                .withForce(flag(Setting.FORCE_CONFLICTS, environment.force()));
    }

    private Pruning pruning(Pruning environment) {
        return new Pruning(
                flag(Setting.PRUNE, environment.on()),
                text(Setting.PRUNE_LIMIT).map(PruneLimit::parse).orElse(environment.limit()));
    }

    /** How commits are written: as the environment says, and what the file says instead. */
    public CommitFormat commits(CommitFormat environment) {
        return new CommitFormat(
                environment.committer(),
                text(Setting.MESSAGE).map(MessageTemplate::new).or(environment::message),
                flag(Setting.NOTES, environment.notes()));
    }

    private TakeoverPolicy existing(TakeoverPolicy environment) {
        return new TakeoverPolicy(
                flag(Setting.ADOPT, environment.adopt()),
                objects(Setting.ADOPT_HELM, environment.adoptHelm()),
                objects(Setting.REPLACE, environment.replace()));
    }

    private SortedSet<ObjectSelector> objects(Setting setting, SortedSet<ObjectSelector> otherwise) {
        return values.containsKey(setting)
                ? texts(setting).stream().map(ObjectSelector::parse).collect(Collectors.toCollection(TreeSet::new))
                : otherwise;
    }

    private boolean flag(Setting setting, boolean otherwise) {
        return text(setting).map(Boolean::parseBoolean).orElse(otherwise);
    }

    private <E extends Enum<E>> E chosen(Setting setting, E otherwise) {
        return text(setting)
                .flatMap(word -> Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
                        .filter(each -> each.name().equals(word.toUpperCase(Locale.ROOT)))
                        .findFirst())
                .orElse(otherwise);
    }

    private Optional<String> text(Setting setting) {
        return texts(setting).stream().findFirst();
    }

    private List<String> texts(Setting setting) {
        return Optional.ofNullable(values.get(setting))
                .map(Settings.Value::texts)
                .orElse(List.of());
    }
}
