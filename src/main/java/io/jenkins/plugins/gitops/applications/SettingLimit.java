package io.jenkins.plugins.gitops.applications;

import io.jenkins.plugins.gitops.checkout.BuildCheckout;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.WrittenDuration;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What gitops.yaml may say of a key in Jenkins. One line each: a key that is new to the file has to be decided upon here before
 * anything compiles.
 *
 * @param words the rule, as docs/application-file-jenkins.md has it
 * @param check whether values keep it
 */
record SettingLimit(String words, Check check) {

    private static final String ANYTHING = "anything";
    private static final String OWN = "only the environment's own";
    private static final String ADOPTION = "only where the environment allows it (`adoptAndReplace`)";

    /**
     * Why a value is refused.
     *
     * @param jenkins what the environment has instead, to follow its name
     * @param remedy what to write
     */
    record Objection(String jenkins, String remedy) {}

    /** Empty when the values of the key are within the limits. */
    interface Check {
        Optional<Objection> objection(List<String> values, EnvironmentLimits limits);
    }

    private static final Check FREE = (values, limits) -> Optional.empty();

    static SettingLimit of(Setting setting) {
        return switch (setting) {
            case REPOSITORY ->
                same(limits -> limits.remote().url(), (url, own) -> BuildCheckout.at(url)
                        .isOf(own));
            case BRANCH -> same(limits -> limits.remote().branch(), String::equals);
            case MANIFESTS, VALUES, ON_FAILURE, TAGS -> any(ANYTHING);
            case CONTEXT -> any("anything: it is for the command line, and the log says where Jenkins delivers to");
            case SERVER -> same(limits -> limits.cluster().get(), SettingLimit::isSameServer);
            case CA_FILE -> any("anything: it is for the command line");
            case NAMESPACE -> same(limits -> limits.scope().namespace(), String::equals);
            case ALLOWED_NAMESPACES ->
                new SettingLimit(
                        "some of those that the environment allows; the others are closed then",
                        SettingLimit::namespaces);
            case CLUSTER_SCOPED ->
                where("the environment allows it", limits -> limits.entry().isClusterScoped());
            case TIMEOUT -> new SettingLimit("at most the environment's", SettingLimit::timeout);
            case GRACE -> new SettingLimit("at most the environment's timeout", SettingLimit::grace);
            case REQUIRE_TESTS ->
                new SettingLimit(
                        "`false` only where the environment does not require tests", SettingLimit::requireTests);
            case PRUNE ->
                where("the environment prunes", limits -> limits.entry().isPrune());
            case PRUNE_LIMIT -> new SettingLimit("at most the environment's", SettingLimit::pruneLimit);
            case FORCE_CONFLICTS ->
                where("the environment allows it", limits -> limits.entry().isForceConflicts());
            case ADOPT -> new SettingLimit("`true` " + ADOPTION, SettingLimit::adopt);
            case ADOPT_HELM, REPLACE -> new SettingLimit("objects " + ADOPTION, SettingLimit::adoptAndReplace);
            case IGNORE ->
                new SettingLimit(
                        "anything: the environment's own rules count too, up to " + IgnoreRules.MOST + " in all",
                        SettingLimit::ignore);
            case COMMITTER ->
                same(
                        limits ->
                                limits.entry().getCommits().style().committer().toString(),
                        (person, own) -> GitIdentity.parse(person).toString().equals(own));
            case MESSAGE ->
                new SettingLimit(
                        "anything where the environment has no template; else only that one", SettingLimit::message);
            case NOTES ->
                where(
                        "the environment writes notes",
                        limits -> limits.entry().getCommits().isNotes());
        };
    }

    private static SettingLimit any(String words) {
        return new SettingLimit(words, FREE);
    }

    private static SettingLimit same(Function<EnvironmentLimits, String> own, BiPredicate<String, String> equal) {
        return new SettingLimit(OWN, (values, limits) -> {
            String there = own.apply(limits);
            return objection(!equal.test(values.get(0), there), "has " + there, "Write " + there);
        });
    }

    private static SettingLimit where(String what, Predicate<EnvironmentLimits> allowed) {
        return new SettingLimit(
                "`true` only where " + what,
                (values, limits) ->
                        objection(isTrue(values) && !allowed.test(limits), "does not allow it", "Write false"));
    }

    private static boolean isSameServer(String one, String other) {
        return one.replaceFirst("/$", "").equalsIgnoreCase(other.replaceFirst("/$", ""));
    }

    private static Optional<Objection> namespaces(List<String> values, EnvironmentLimits limits) {
        return objection(
                !limits.scope().allowed().containsAll(values),
                "allows " + String.join(", ", limits.scope().allowed()),
                "Name only these");
    }

    private static Optional<Objection> timeout(List<String> values, EnvironmentLimits limits) {
        return atMost(values, limits.timeout(), time -> "waits at most " + time)
                .or(() -> objection(
                        WrittenDuration.parse(values.get(0)).isZero(),
                        "waits for a rollout",
                        "Write a time above zero"));
    }

    private static Optional<Objection> grace(List<String> values, EnvironmentLimits limits) {
        return atMost(values, limits.timeout(), time -> "waits at most " + time + " in all");
    }

    private static Optional<Objection> atMost(List<String> values, Duration most, UnaryOperator<String> has) {
        return objection(
                WrittenDuration.parse(values.get(0)).compareTo(most) > 0,
                has.apply(written(most)),
                "Write at most " + written(most));
    }

    private static String written(Duration time) {
        long seconds = time.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Optional<Objection> requireTests(List<String> values, EnvironmentLimits limits) {
        return objection(!isTrue(values) && limits.entry().isRequireTests(), "requires tests", "Write true");
    }

    private static Optional<Objection> pruneLimit(List<String> values, EnvironmentLimits limits) {
        int most = limits.entry().getPruneLimit();
        return objection(
                PruneLimit.parse(values.get(0)).objects() > most, "prunes at most " + most, "Write at most " + most);
    }

    private static Optional<Objection> adopt(List<String> values, EnvironmentLimits limits) {
        return isTrue(values) ? adoptAndReplace(values, limits) : Optional.empty();
    }

    private static Optional<Objection> adoptAndReplace(List<String> values, EnvironmentLimits limits) {
        return objection(
                !limits.entry().isAdoptAndReplace(), "allows it to nobody (adoptAndReplace)", "Take the key out");
    }

    private static Optional<Objection> ignore(List<String> values, EnvironmentLimits limits) {
        IgnoreRules own = limits.entry().ignored();
        try {
            own.and(values.stream().map(IgnoreRule::parse).toList());
            return Optional.empty();
        } catch (GitopsException tooMany) {
            return Optional.of(new Objection(
                    "has " + own.rules().size() + " rules itself, and " + IgnoreRules.MOST + " is the most",
                    "Write one rule for a kind instead of one for each object"));
        }
    }

    private static Optional<Objection> message(List<String> values, EnvironmentLimits limits) {
        Optional<String> own = limits.entry().getCommits().style().message().map(MessageTemplate::text);
        return objection(
                own.filter(text -> !text.equals(new MessageTemplate(values.get(0)).text()))
                        .isPresent(),
                "has a template of its own",
                "Take the key out");
    }

    private static boolean isTrue(List<String> values) {
        return Boolean.parseBoolean(values.get(0));
    }

    private static Optional<Objection> objection(boolean wrong, String jenkins, String remedy) {
        return wrong ? Optional.of(new Objection(jenkins, remedy)) : Optional.empty();
    }
}
