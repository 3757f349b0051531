package io.jenkins.plugins.gitops.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.Document;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.application.ApplicationFile;
import io.jenkins.plugins.gitops.engine.application.Setting;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployOptions;
import io.jenkins.plugins.gitops.engine.delivery.request.OnFailure;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import io.jenkins.plugins.gitops.engine.manifest.image.TagStyle;
import io.jenkins.plugins.gitops.environments.CommitSettings;
import io.jenkins.plugins.gitops.environments.EnvironmentEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gitops.yaml may say in Jenkins, key by key: each as far as the environment goes, and one step further. */
class SettingLimitTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)`((?:, `\\w+`)*) \\| (.*) \\|$");

    private static final String WIDE = """
            repository      ; https://git.example/other.git       ; has https://git.example/shop.git
            branch          ; release                             ; has main
            server          ; https://other.example:6443          ; has https://cluster.example:6443/
            namespace       ; shop                                ; has shop-staging
            allowedNamespaces ; [queue, kube-system]              ; allows queue, shop-staging
            clusterScoped   ; true                                ; does not allow it
            timeout         ; 11m                                 ; waits at most 10m
            timeout         ; 0s                                  ; waits for a rollout
            grace           ; 601s                                ; waits at most 10m in all
            requireTests    ; false                               ; requires tests
            prune           ; true                                ; does not allow it
            pruneLimit      ; 21                                  ; prunes at most 20
            forceConflicts  ; true                                ; does not allow it
            adopt           ; true                                ; allows it to nobody (adoptAndReplace)
            adoptHelm       ; [Deployment/web]                    ; allows it to nobody (adoptAndReplace)
            replace         ; [Job/migrate]                       ; allows it to nobody (adoptAndReplace)
            committer       ; Ann <ann@example.org>               ; has jenkins-gitops <jenkins-gitops@localhost>
            message         ; 'Other {summary}'                   ; has a template of its own
            notes           ; true                                ; does not allow it
            """;

    private static final String NARROW = """
            repository      ; https://git.example/shop
            branch          ; main
            manifests       ; k8s/{environment}
            values          ; [a.yaml, b.yaml]
            context         ; laptop
            server          ; https://cluster.example:6443
            caFile          ; ca.pem
            namespace       ; shop-staging
            allowedNamespaces ; [queue]
            clusterScoped   ; false
            timeout         ; 10m
            grace           ; 600s
            onFailure       ; stop
            requireTests    ; true
            prune           ; false
            pruneLimit      ; 20
            forceConflicts  ; false
            adopt           ; false
            ignore          ; ['apps/Deployment:/spec/replicas']
            tags            ; keep
            committer       ; jenkins-gitops <jenkins-gitops@localhost>
            message         ; 'chore: {summary}'
            notes           ; false
            """;

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = WIDE)
    void what_asks_for_more_is_refused_with_line_and_what_the_environment_has(String key, String value, String has) {
        EnvironmentEntry strict = strict();

        assertThatThrownBy(() -> within(strict, key + ": " + value))
                .isInstanceOfSatisfying(GitopsException.class, e -> assertThat(e.remedy())
                        .contains("ask an administrator to change the environment at Manage Jenkins > System > GitOps"))
                .hasMessageStartingWith("gitops.yaml:7: '" + key + "' is ")
                .hasMessageEndingWith(", and the environment 'staging' of Jenkins " + has);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = NARROW)
    void what_stays_within_is_taken(String key, String value) {
        assertThatCode(() -> within(strict(), key + ": " + value)).doesNotThrowAnyException();
    }

    @Test
    void every_key_is_tried_and_every_one_that_is_not_free_is_tried_too_wide() {
        Set<String> free = Arrays.stream(Setting.values())
                .filter(setting -> SettingLimit.of(setting)
                        .check()
                        .equals(SettingLimit.of(Setting.MANIFESTS).check()))
                .map(Setting::key)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(keys(WIDE + NARROW)).containsAll(Setting.keys());
        assertThat(free).containsExactlyInAnyOrder("manifests", "values", "context", "caFile", "onFailure", "tags");
        // Of the rules there is a test of its own: it takes a hundred lines.
        assertThat(keys(WIDE))
                .hasSize(Setting.values().length - free.size() - 1)
                .doesNotContainAnyElementsOf(free);
    }

    private static Set<String> keys(String table) {
        return table.lines().map(line -> line.split(";")[0].strip()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void all_that_asks_for_more_is_said_at_once() {
        assertThatThrownBy(() -> within(strict(), "prune: true\n    namespace: other"))
                .hasMessageContaining(
                        "gitops.yaml:8: 'namespace' is other, and the environment 'staging' of Jenkins has")
                .hasMessageContaining(
                        "gitops.yaml:7: 'prune' is true, and the environment 'staging' of Jenkins does not");
    }

    @Test
    void what_the_environment_allows_counts_instead_of_its_own_values() {
        EnvironmentEntry wide = strict();
        wide.setClusterScoped(true);
        wide.setRequireTests(false);
        wide.setPrune(true);
        wide.setForceConflicts(true);
        wide.setAdoptAndReplace(true);
        wide.getCommits().setNotes(true);
        wide.setDriftIgnore("Service:/spec/ports");

        DeployOptions options = within(
                        wide,
                        String.join(
                                "\n    ",
                                "allowedNamespaces: queue",
                                "clusterScoped: false",
                                "timeout: 1m30s",
                                "grace: 5s",
                                "onFailure: stop",
                                "requireTests: true",
                                "prune: true",
                                "pruneLimit: 3",
                                "forceConflicts: false",
                                "adopt: true",
                                "adoptHelm: Deployment/web",
                                "replace: [Job/migrate]",
                                "ignore: apps/Deployment:/spec/replicas",
                                "tags: comment",
                                "notes: false"))
                .over(wide.options());

        assertThat(options.scope().allowed()).containsExactly("queue", "shop-staging");
        assertThat(options.scope().clusterScoped()).isFalse();
        assertThat(options.patience().timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.patience().grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.onFailure()).isEqualTo(OnFailure.STOP);
        assertThat(options.safety().requireTests()).isTrue();
        assertThat(options.safety().force()).isFalse();
        assertThat(options.pruning().on()).isTrue();
        assertThat(options.pruning().limit().objects()).isEqualTo(3);
        assertThat(options.existing().adopt()).isTrue();
        assertThat(options.existing().adoptHelm())
                .extracting(ObjectSelector::text)
                .containsExactly("Deployment/web");
        assertThat(options.existing().replace())
                .extracting(ObjectSelector::text)
                .containsExactly("Job/migrate");
        assertThat(options.sync().ignore())
                .extracting(IgnoreRule::text)
                .containsExactly("Service:/spec/ports", "apps/Deployment:/spec/replicas");
        assertThat(options.tags()).isEqualTo(TagStyle.COMMENT);
        assertThat(options.commits().notes()).isFalse();
        assertThat(options.commits().message().orElseThrow().text()).isEqualTo("chore: {summary}");
    }

    @Test
    void a_file_that_says_nothing_changes_nothing() {
        assertThat(within(strict(), "manifests: k8s").over(strict().options())).isEqualTo(strict().options());
    }

    @Test
    void rules_of_both_are_at_most_a_hundred() {
        EnvironmentEntry with = strict();
        with.setDriftIgnore("Service:/spec/ports");
        String ninetyNine = IntStream.range(0, 99)
                .mapToObj(i -> "'ConfigMap/c" + i + ":/data'")
                .collect(Collectors.joining(", "));

        assertThatCode(() -> within(with, "ignore: [" + ninetyNine + "]")).doesNotThrowAnyException();
        assertThatThrownBy(() -> within(with, "ignore: [" + ninetyNine + ", 'ConfigMap/more:/data']"))
                .hasMessageStartingWith("gitops.yaml:7: 'ignore' is ConfigMap/c0:/data")
                .hasMessageEndingWith(" of Jenkins has 1 rules itself, and 100 is the most");
    }

    @Test
    void a_template_is_free_where_the_environment_has_none() {
        EnvironmentEntry without = strict();
        without.setCommits(new CommitSettings());

        assertThat(within(without, "message: 'Other {summary}'")
                        .over(without.options())
                        .commits()
                        .message()
                        .orElseThrow()
                        .text())
                .isEqualTo("Other {summary}");
    }

    @Test
    void the_document_has_each_key_with_its_rule() throws Exception {
        Map<String, String> documented = new LinkedHashMap<>();
        Matcher row =
                ROW.matcher(Document.at("docs/application-file-jenkins.md").section("What it may say in Jenkins"));
        while (row.find()) {
            Pattern.compile("\\w+")
                    .matcher(row.group(1) + row.group(2))
                    .results()
                    .forEach(key -> documented.put(key.group(), row.group(3)));
        }

        assertThat(documented)
                .isEqualTo(Arrays.stream(Setting.values())
                        .collect(Collectors.toMap(Setting::key, setting -> SettingLimit.of(setting)
                                .words())));
    }

    private static DeclaredSettings within(EnvironmentEntry entry, String lines) {
        String text = "version: 1\napplications:\n  shop:\n    path: .\nenvironments:\n  staging:\n    " + lines + "\n";
        EnvironmentLimits limits = new EnvironmentLimits(
                entry, new GitRemote("https://git.example/shop.git", "main"), () -> "https://cluster.example:6443/");
        return DeclaredSettings.within(
                limits,
                ApplicationFile.parse("gitops.yaml", "", text.getBytes(StandardCharsets.UTF_8))
                        .settings("shop", "staging"));
    }

    /** Allows nothing, and asks for everything. */
    private static EnvironmentEntry strict() {
        EnvironmentEntry entry = new EnvironmentEntry("staging");
        entry.setNamespace("shop-staging");
        entry.setAllowedNamespaces("queue");
        entry.setRequireTests(true);
        CommitSettings commits = new CommitSettings();
        commits.setMessage("chore: {summary}");
        entry.setCommits(commits);
        return entry;
    }
}
