package io.jenkins.plugins.gitops.engine.application;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.WrittenDuration;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.PruneLimit;
import io.jenkins.plugins.gitops.engine.delivery.request.MessageTemplate;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What can be said of deliveries, of all or of those of one application or to one environment. One line each: the key of the
 * file, the option of the command line that says the same, its shape, and what its value has to be.
 */
public enum Setting {
    REPOSITORY("repository", "--repository", Shape.TEXT, Setting::requireText),
    BRANCH("branch", "--branch", Shape.TEXT, Setting::requireText),
    MANIFESTS("manifests", "--manifests", Shape.TEXT, TreePath::of),
    VALUES("values", "--values", Shape.TEXTS, TreePath::of),
    CONTEXT("context", "--context", Shape.TEXT, Setting::requireText),
    SERVER("server", "--server", Shape.TEXT, Setting::requireServer),
    CA_FILE("caFile", "--ca-file", Shape.TEXT, TreePath::of),
    NAMESPACE("namespace", "--namespace", Shape.TEXT, Setting::requireName),
    ALLOWED_NAMESPACES("allowedNamespaces", "--allow-namespace", Shape.TEXTS, Setting::requireName),
    CLUSTER_SCOPED("clusterScoped", "--allow-cluster-scoped", Shape.FLAG, text -> {}),
    TIMEOUT("timeout", "--timeout", Shape.TEXT, WrittenDuration::parse),
    GRACE("grace", "--grace", Shape.TEXT, WrittenDuration::parse),
    ON_FAILURE("onFailure", "--on-failure", Shape.of(OnFailure.values()), text -> {}),
    REQUIRE_TESTS("requireTests", "--require-tests", Shape.FLAG, text -> {}),
    PRUNE("prune", "--prune", Shape.FLAG, text -> {}),
    PRUNE_LIMIT("pruneLimit", "--prune-limit", Shape.TEXT, PruneLimit::parse),
    FORCE_CONFLICTS("forceConflicts", "--force-conflicts", Shape.FLAG, text -> {}),
    ADOPT("adopt", "--adopt", Shape.FLAG, text -> {}),
    ADOPT_HELM("adoptHelm", "--adopt-helm", Shape.TEXTS, ObjectSelector::parse),
    REPLACE("replace", "--replace", Shape.TEXTS, ObjectSelector::parse),
    IGNORE("ignore", "--ignore", Shape.TEXTS, IgnoreRule::parse),
    TAGS("tags", "--tags", Shape.of(TagStyle.values()), text -> {}),
    COMMITTER("committer", "--committer", Shape.TEXT, GitIdentity::parse),
    MESSAGE("message", "--message", Shape.TEXT, MessageTemplate::new),
    NOTES("notes", "--notes", Shape.FLAG, text -> {});

    /** Stands for the environment's name in a path. */
    public static final String ENVIRONMENT = "{environment}";

    private final String key;
    private final String option;
    private final Shape shape;
    private final Consumer<String> check;

    Setting(String key, String option, Shape shape, Consumer<String> check) {
        this.key = key;
        this.option = option;
        this.shape = shape;
        this.check = check;
    }

    /** As the file has it. */
    public String key() {
        return key;
    }

    /** The option of the command line. */
    public String option() {
        return option;
    }

    public Shape shape() {
        return shape;
    }

    /** Whether it names a place in the repository, so that {@code {environment}} in it stands for the environment. */
    public boolean isPath() {
        return this == MANIFESTS || this == VALUES;
    }

    /** Whether it names a file beside this one on the disk, whatever repository is delivered from. */
    public boolean isLocal() {
        return this == CA_FILE;
    }

    /** Whether it says which cluster is meant: what a person says of that takes the place of all that the file says. */
    public boolean namesCluster() {
        return this == CONTEXT || this == SERVER || this == CA_FILE;
    }

    public static Optional<Setting> of(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    /** All keys, in the order of the documents. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }

    /** @throws GitopsException when the value cannot be of this setting */
    void require(String value) {
        if (!shape.words().isEmpty() && !shape.words().contains(value)) {
            throw new GitopsException(
                    "'" + key + "' cannot be '" + ShownText.line(value, TextLimits.SHOWN) + "'",
                    "Write " + String.join(" or ", shape.words()));
        }
        check.accept(value);
    }

    private static void requireText(String text) {
        if (text.isBlank() || text.length() > TextLimits.SHOWN || text.chars().anyMatch(c -> c < ' ')) {
            throw new GitopsException("It is empty, too long, or has control characters", "Write a short text");
        }
    }

    private static void requireServer(String url) {
        requireText(url);
        if (!url.matches("https://[A-Za-z0-9.:\\[\\]-]{1,300}(?:/[A-Za-z0-9._~/-]{0,300})?")) {
            throw new GitopsException(
                    "'" + ShownText.line(url, TextLimits.SHOWN) + "' is not the address of an API server",
                    "Write https://host:6443, without a user or a token");
        }
    }

    private static void requireName(String name) {
        DnsLabel.require(name, "the name of a namespace");
    }

    /**
     * What a value looks like.
     *
     * @param words those it can be; none where any text may stand
     * @param list whether there may be several
     */
    public record Shape(List<String> words, boolean list) {

        static final Shape TEXT = new Shape(List.of(), false);
        static final Shape TEXTS = new Shape(List.of(), true);
        static final Shape FLAG = new Shape(List.of("true", "false"), false);

        public Shape {
            words = List.copyOf(words);
        }

        static Shape of(Enum<?>... values) {
            return new Shape(
                    Arrays.stream(values)
                            .map(each -> each.name().toLowerCase(Locale.ROOT))
                            .toList(),
                    false);
        }

        /** Whether it is true or false. */
        public boolean flag() {
            return equals(FLAG);
        }
    }
}
