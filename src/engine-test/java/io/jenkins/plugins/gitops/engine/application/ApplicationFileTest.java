package io.jenkins.plugins.gitops.engine.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gitops.yaml says, and what is refused in one. */
class ApplicationFileTest {

    private static final String WHOLE =
            """
            version: 1
            branch: main
            timeout: 5m
            applications:
              shop:
                path: services/shop
                inputs: [libraries/web]
                dependsOn: database
                manifests: services/shop/k8s/{environment}
                environments:
                  production: {manifests: services/shop/production, prune: false}
              database:
                manifests: database
                values: [database/values.yaml, "database/{environment}.yaml"]
            environments:
              staging: {namespace: shop-staging, prune: true, pruneLimit: 5}
              production:
                namespace: shop
                timeout: 30m
                prune: true
                ignore:
                  - apps/Deployment:/spec/replicas
            """;

    private static ApplicationFile read(String text) {
        return ApplicationFile.parse("gitops.yaml", "", text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(Settings settings, Setting setting) {
        return settings.get(setting).map(Settings.Value::texts).orElse(List.of());
    }

    @Test
    void what_is_said_further_inside_counts() {
        Settings staging = read(WHOLE).settings("shop", "staging");
        Settings production = read(WHOLE).settings("shop", "production");
        assertThat(texts(staging, Setting.MANIFESTS)).containsExactly("services/shop/k8s/staging");
        assertThat(texts(staging, Setting.TIMEOUT)).containsExactly("5m");
        assertThat(texts(staging, Setting.PRUNE)).containsExactly("true");
        assertThat(texts(production, Setting.MANIFESTS)).containsExactly("services/shop/production");
        assertThat(texts(production, Setting.TIMEOUT)).containsExactly("30m");
        assertThat(texts(production, Setting.PRUNE)).containsExactly("false");
        assertThat(texts(production, Setting.IGNORE)).containsExactly("apps/Deployment:/spec/replicas");
        assertThat(texts(production, Setting.BRANCH)).containsExactly("main");
        assertThat(texts(read(WHOLE).settings("database", "production"), Setting.VALUES))
                .containsExactly("database/values.yaml", "database/production.yaml");
    }

    @Test
    void an_application_can_be_left_out_of_an_environment() {
        ApplicationFile file = read(WHOLE.replace("manifests: database", "manifests: database\n    onlyIn: [staging]"));
        assertThat(file.applicationsIn("staging")).containsExactly("shop", "database");
        assertThat(file.applicationsIn("production")).containsExactly("shop");
        assertThat(file.environmentsOf("database")).containsExactly("staging");
        assertThat(file.environmentsOf("shop")).containsExactly("staging", "production");
        assertThatThrownBy(() -> file.settings("database", "production"))
                .hasMessage("gitops.yaml: 'database' is not delivered to 'production'")
                .extracting(refused -> ((GitopsException) refused).remedy())
                .isEqualTo("Name one of its environments (staging), or add this one to its 'onlyIn'");
        assertThatThrownBy(() -> file.applicationsIn("stagin")).hasMessageContaining("no environment 'stagin'");
    }

    @Test
    void an_environment_has_an_application() {
        assertThatThrownBy(
                        () -> read(
                                """
                        version: 1
                        applications:
                          shop: {manifests: k8s, onlyIn: staging}
                        environments:
                          staging: {}
                          production: {}
                        """))
                .hasMessageStartingWith("gitops.yaml:6: no application is delivered to 'production'");
    }

    /** What would be the same files in the same namespace, were they delivered to the same environment. */
    @Test
    void two_applications_may_have_the_same_place_in_different_environments() {
        assertThat(
                        read("""
                                version: 1
                                applications:
                                  old: {manifests: k8s, onlyIn: production}
                                  new: {manifests: k8s, onlyIn: staging}
                                environments:
                                  staging: {}
                                  production: {}
                                """)
                                .applicationsIn("staging"))
                .containsExactly("new");
    }

    @Test
    void each_value_knows_its_place() {
        assertThat(read(WHOLE)
                        .settings("shop", "production")
                        .get(Setting.TIMEOUT)
                        .orElseThrow()
                        .at())
                .hasToString("gitops.yaml:19");
    }

    @Test
    void paths_are_meant_from_the_folder_of_the_file_unless_another_repository_is_named() {
        String file =
                """
                version: 1
                applications: {shop: {manifests: "k8s/{environment}", inputs: [../common]}}
                environments: {staging: {}, production: {repository: "https://git.example/config.git"}}
                """;
        ApplicationFile read =
                ApplicationFile.parse("gitops.yaml", "services/shop", file.getBytes(StandardCharsets.UTF_8));
        assertThat(texts(read.settings("shop", "staging"), Setting.MANIFESTS))
                .containsExactly("services/shop/k8s/staging");
        assertThat(texts(read.settings("shop", "production"), Setting.MANIFESTS))
                .containsExactly("k8s/production");
        assertThat(read.application("shop").path()).isEqualTo("services/shop");
        assertThat(read.application("shop").inputs()).containsExactly("services/common");
    }

    @Test
    void an_application_comes_after_what_it_depends_on() {
        assertThat(read(WHOLE).inOrder(Set.of("shop", "database"))).containsExactly("database", "shop");
        assertThat(read(WHOLE).inOrder(Set.of("shop"))).containsExactly("shop");
    }

    @Test
    void the_nearest_name_is_offered_for_one_that_is_not_there() {
        assertThatThrownBy(() -> read(WHOLE).settings("shop", "stagin"))
                .hasMessage("gitops.yaml has no environment 'stagin'")
                .extracting(error -> ((GitopsException) error).remedy())
                .isEqualTo("Did you mean 'staging'?");
        assertThatThrownBy(() -> read(WHOLE).settings("ship", "staging"))
                .hasMessage("gitops.yaml has no application 'ship'");
    }

    /** Each is one change of the whole file: what is replaced, by what, and the beginning of the error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            version: 1                | version: 2                | gitops.yaml:1: the version '2' is not known
            version: 1                | x: 1                      | gitops.yaml:1: 'version' is missing
            branch: main              | brnch: main               | gitops.yaml:2: 'brnch' is not known here
            branch: main              | branch: [main]            | gitops.yaml:2: 'branch' has no text
            branch: main              | timeout: 3m               | gitops.yaml:3: 'timeout' is there twice
            timeout: 5m               | timeout: soon             | gitops.yaml:3: 'soon' is not a time
            dependsOn: database       | dependsOn: databse        | gitops.yaml:8: there is no application 'databse'
            manifests: database       | dependsOn: shop           | gitops.yaml:8: these applications depend on each other: shop > database > shop
            path: services/shop       | path: ../shop             | gitops.yaml:6: The path '../shop' is not inside the repository
            pruneLimit: 5             | pruneLimit: 0             | gitops.yaml:16: The prune limit cannot be '0'
            pruneLimit: 5             | prune-limit: 5            | gitops.yaml:16: 'prune-limit' is not known here
            prune: false              | prune: no                 | gitops.yaml:11: 'prune' cannot be 'no'
            shop-staging              | Shop_Staging              | gitops.yaml:16: 'Shop_Staging' cannot be the name of a namespace
            - apps/Deployment:        | - apps:                   | gitops.yaml:21: 'apps:/spec/replicas' does not say what is ignored
            dependsOn: database       | onlyIn: [stagin]          | gitops.yaml:8: the environment 'stagin' of the application 'shop' is not among the file's
            dependsOn: database       | onlyIn: staging           | gitops.yaml:11: 'shop' is not delivered to 'production': its 'onlyIn' does not name it
            production: {manifests    | prod: {manifests          | gitops.yaml:11: the environment 'prod' of the application 'shop' is not among the file's
            manifests: database       | manifests: /etc           | gitops.yaml:13: The path '/etc' is not inside the repository
            """)
    void what_is_wrong_is_refused_with_its_line(String part, String instead, String error) {
        assertThat(WHOLE).contains(part);
        assertThatThrownBy(() -> read(WHOLE.replaceFirst(java.util.regex.Pattern.quote(part), instead)))
                .isInstanceOf(GitopsException.class)
                .hasMessageStartingWith(error)
                .extracting(wrong -> ((GitopsException) wrong).remedy())
                .asString()
                .isNotBlank();
    }

    @Test
    void two_applications_with_the_same_manifests_are_refused() {
        assertThatThrownBy(
                        () -> read(
                                """
                        version: 1
                        applications: {shop: {manifests: k8s}, shop-2: {manifests: ./k8s/}}
                        environments: {staging: {namespace: shop}}
                        """))
                .hasMessage("gitops.yaml:2: 'shop' and 'shop-2' deliver the same manifests to 'staging': k8s in shop");
    }

    @Test
    void a_file_that_is_no_list_of_settings_is_refused() {
        assertThatThrownBy(() -> read("")).hasMessageContaining("gitops.yaml has no document");
        assertThatThrownBy(() -> read("- a"))
                .hasMessageStartingWith("gitops.yaml:1: there are no keys and values here");
        assertThatThrownBy(() -> read("version: 1\n---\nversion: 1\n")).hasMessageContaining("more than one document");
        assertThatThrownBy(() -> read("version: 1\napplications: {shop: {}}\n"))
                .hasMessageStartingWith("gitops.yaml:1: there are no environments");
        assertThatThrownBy(() -> ApplicationFile.parse("gitops.yaml", "", new byte[ApplicationFile.MOST_BYTES + 1]))
                .hasMessageContaining("larger than");
    }
}
