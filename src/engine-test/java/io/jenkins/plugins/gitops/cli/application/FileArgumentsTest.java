package io.jenkins.plugins.gitops.cli.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.cli.GitopsCommand;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which arguments a command gets from gitops.yaml. */
class FileArgumentsTest {

    private static final String ONE =
            """
            version: 1
            applications: {shop: {manifests: "k8s/{environment}", values: [a.yaml, b.yaml]}}
            environments: {staging: {namespace: shop-staging, prune: true}, production: {namespace: shop}}
            """;

    private static final String TWO =
            """
            version: 1
            applications: {shop: {path: services/shop, manifests: shop}, cart: {path: services/cart, manifests: cart}}
            environments: {staging: {}}
            """;

    @TempDir
    private Path checkout;

    @Command(
            name = "gitops",
            subcommands = {Deliver.class, Delete.class, Other.class})
    private static final class Root {}

    @Command(name = "deliver", mixinStandardHelpOptions = true)
    private static final class Deliver {
        @Option(
                names = {"-e", "--environment"},
                required = true)
        private String environment;

        @Option(names = "--application")
        private String application;

        @Option(names = "--manifests", required = true)
        private String manifests;

        @Option(names = "--values")
        private List<String> values = new ArrayList<>();

        @Option(names = "--namespace")
        private String namespace;

        @Option(names = "--prune")
        private boolean prune;

        @Mixin
        private FileOption file;
    }

    @Command(name = "delete")
    private static final class Delete {
        @Option(names = "--environment", required = true)
        private String environment;

        @Option(names = "--application", required = true)
        private String application;

        @Option(names = "--namespace")
        private String namespace;

        @Mixin
        private FileOption file;
    }

    @Command(name = "other")
    private static final class Other {
        @Option(names = "--environment")
        private String environment;
    }

    @BeforeEach
    void a_checkout() throws IOException {
        Files.createDirectories(checkout.resolve(".git"));
        Files.createDirectories(checkout.resolve("services/shop/src"));
    }

    private void file(String text) throws IOException {
        Files.writeString(checkout.resolve("gitops.yaml"), text);
    }

    private Deliver deliver(String folder, String... arguments) {
        List<String> all = new ArrayList<>(List.of("deliver"));
        all.addAll(List.of(arguments));
        Deliver command = new Deliver();
        new CommandLine(new Root()).parseArgs(expanded(folder, all).toArray(String[]::new));
        new CommandLine(command)
                .parseArgs(expanded(folder, all).stream().skip(1).toArray(String[]::new));
        return command;
    }

    private List<String> expanded(String folder, List<String> arguments) {
        return FileArguments.expand(() -> new CommandLine(new Root()), arguments, checkout.resolve(folder));
    }

    @Test
    void the_environment_alone_is_enough() throws IOException {
        file(ONE);
        Deliver command = deliver("", "-e", "staging");
        assertThat(command.application).isEqualTo("shop");
        assertThat(command.manifests).isEqualTo("k8s/staging");
        assertThat(command.values).containsExactly("a.yaml", "b.yaml");
        assertThat(command.namespace).isEqualTo("shop-staging");
        assertThat(command.prune).isTrue();
    }

    @Test
    void what_a_person_wrote_counts_and_takes_a_flag_back() throws IOException {
        file(ONE);
        Deliver command = deliver("", "-e", "staging", "--namespace=mine", "--prune=false", "--values", "c.yaml");
        assertThat(command.namespace).isEqualTo("mine");
        assertThat(command.prune).isFalse();
        assertThat(command.values).containsExactly("c.yaml");
    }

    @Test
    void a_wrong_environment_is_no_second_owner() throws IOException {
        file(ONE);
        assertThatThrownBy(() -> deliver("", "-e", "stagin"))
                .isInstanceOf(GitopsException.class)
                .hasMessage("gitops.yaml has no environment 'stagin'");
    }

    @Test
    void the_only_one_of_an_environment_needs_no_name() throws IOException {
        file(
                """
                version: 1
                applications:
                  shop: {manifests: shop}
                  probe: {manifests: probe, onlyIn: staging}
                environments:
                  staging: {}
                  production: {}
                """);
        assertThat(deliver("", "-e", "production").manifests).isEqualTo("shop");
        assertThatThrownBy(() -> deliver("", "-e", "staging")).hasMessageContaining("several applications");
        assertThatThrownBy(() -> deliver("", "-e", "production", "--application", "probe"))
                .hasMessage("gitops.yaml: 'probe' is not delivered to 'production'");
    }

    @Test
    void in_the_folder_of_what_is_left_out_no_other_application_is_meant() throws IOException {
        file(
                """
                version: 1
                applications:
                  shop: {path: services/shop, manifests: shop}
                  probe: {path: services/probe, manifests: probe, onlyIn: staging}
                environments:
                  staging: {}
                  production: {}
                """);
        Files.createDirectories(checkout.resolve("services/probe"));
        assertThat(deliver("services/probe", "-e", "staging").manifests).isEqualTo("probe");
        assertThatThrownBy(() -> deliver("services/probe", "-e", "production"))
                .hasMessageEndingWith("'probe' is not delivered to 'production'");
    }

    @Test
    void what_was_left_out_of_an_environment_can_be_deleted_there() throws IOException {
        file(
                """
                version: 1
                applications:
                  shop: {manifests: shop}
                  probe: {manifests: probe, onlyIn: staging, namespace: probes}
                environments:
                  staging: {}
                  production: {}
                """);
        assertThat(expanded("", List.of("delete", "--environment=production", "--application=probe")))
                .contains("--namespace=probes");
    }

    @Test
    void of_several_applications_the_one_of_the_folder_counts() throws IOException {
        file(TWO);
        assertThat(deliver("services/shop/src").manifests).isEqualTo("shop");
        assertThat(deliver("", "--application", "cart").manifests).isEqualTo("cart");
        assertThatThrownBy(() -> deliver("services"))
                .hasMessage(Path.of("../gitops.yaml") + " has several applications, and none is named")
                .extracting(error -> ((GitopsException) error).remedy())
                .asString()
                .contains("shop, cart");
    }

    @Test
    void a_file_above_the_checkout_is_not_read() throws IOException {
        Path inner = Files.createDirectories(checkout.resolve("services/shop/.git"));
        file(ONE);
        List<String> arguments = List.of("deliver", "-e", "any");
        assertThat(FileArguments.expand(() -> new CommandLine(new Root()), arguments, inner.getParent()))
                .isEqualTo(arguments);
    }

    @Test
    void a_named_file_counts_and_none_can_be_asked_for() throws IOException {
        Files.writeString(checkout.resolve("other.yaml"), ONE);
        assertThat(deliver("", "-e", "production", "--file", "other.yaml").namespace)
                .isEqualTo("shop");
        file("nonsense");
        assertThat(deliver("", "-e", "x", "--manifests", "m", "--no-file").manifests)
                .isEqualTo("m");
        assertThatThrownBy(() -> deliver("", "-e", "x")).hasMessageContaining("gitops.yaml:1");
        assertThatThrownBy(() -> deliver("", "-e", "x", "--no-file", "--file", "other.yaml"))
                .hasMessageContaining("none is to be read");
    }

    @Test
    void a_name_that_is_almost_right_is_told() throws IOException {
        Files.writeString(checkout.resolve("gitops.yml"), ONE);
        assertThatThrownBy(() -> deliver("", "-e", "staging")).hasMessageContaining("gitops.yml, and it is not read");
    }

    @Test
    void a_command_that_delivers_nothing_is_left_alone() throws IOException {
        file("nonsense");
        List<String> arguments = List.of("other", "--environment", "x");
        assertThat(expanded("", arguments)).isEqualTo(arguments);
    }

    private List<String> added(String... arguments) {
        List<String> given = List.of(arguments);
        List<String> all = FileArguments.expand(GitopsCommand::commandLine, given, checkout);
        assertThat(all.subList(0, given.size())).isEqualTo(given);
        return all.subList(given.size(), all.size());
    }

    @Test
    void the_image_of_a_build_says_which_application_is_meant() throws IOException {
        file(TWO);
        Path built = checkout.resolve("image.json");
        Files.writeString(
                built,
                """
                {"image": "registry.example/cart@sha256:%s", "builder": "buildah", "duration": "PT1S"}
                """
                        .formatted("0".repeat(64)));

        assertThat(added("deploy", "-e=staging", "--build-result=" + built))
                .contains("--application=cart", "--manifests=cart");
    }

    /** Those that look into the cluster need to know which one, also where no parser asks for an environment. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "diff", "logs", "drift", "deploy"})
    void what_is_about_a_delivery_gets_its_place_from_the_file(String command) throws IOException {
        file(ONE.replace("staging: {", "staging: {context: test, ")
                .replace("production: {", "production: {context: live, ignore: ['apps/Deployment:/spec/replicas'], "));

        assertThat(added(command, "--application=shop", "-e=staging"))
                .contains("--context=test", "--namespace=shop-staging");
        assertThat(added(command, "--application=shop", "-e=production"))
                .contains("--context=live", "--namespace=shop");
        if (command.equals("status")) {
            assertThat(added(command, "--application=shop", "-e=production"))
                    .contains(
                            "--manifests=k8s/production", "--values=a.yaml", "--ignore=apps/Deployment:/spec/replicas");
        }
    }

    @Test
    void a_promotion_is_made_by_the_names_of_two_environments() throws IOException {
        file(ONE);
        List<String> known = List.of(
                "--application=shop",
                "--manifests=k8s/production",
                "--values=a.yaml",
                "--values=b.yaml",
                "--namespace=shop",
                "--from-namespace=shop-staging");
        assertThat(added("promote", "--from", "staging", "-e", "production")).containsExactlyElementsOf(known);
        assertThat(added("promote", "--from", "staging", "--to", "production")).containsExactlyElementsOf(known);
        assertThat(added("promote", "--from", "staging", "-e", "production", "--from-namespace", "mine"))
                .doesNotContain("--from-namespace=shop-staging");
        assertThatThrownBy(() -> added("promote", "--from", "stagin", "-e", "production"))
                .hasMessage("gitops.yaml has no environment 'stagin'");
    }

    @Test
    void a_promotion_asks_the_other_cluster_where_the_file_names_it() throws IOException {
        file(ONE.replace("staging: {", "staging: {context: test, ")
                .replace("production: {", "production: {context: live, "));
        assertThat(added("promote", "--from", "staging", "-e", "production"))
                .contains("--context=live", "--from-context=test", "--from-namespace=shop-staging");
        file(ONE.replace("production: {", "production: {context: live, "));
        assertThat(added("promote", "--from", "staging", "-e", "production"))
                .as("the context of staging is that of whoever runs it")
                .noneMatch(argument -> argument.startsWith("--from-"));
    }

    @Test
    void what_is_about_a_branch_gets_the_branch_alone() throws IOException {
        file("repository: https://git.example/shop.git\ntimeout: 5m\n" + TWO);
        List<String> where = List.of("--repository=https://git.example/shop.git");
        assertThat(added("history")).isEqualTo(where);
        assertThat(added("figures", "-e", "of-the-past")).isEqualTo(where);
        assertThat(added("mark", "01m89ymfkztzhd6ecfnep64xg0", "--failed", "--reason", "slow"))
                .isEqualTo(where);
        assertThat(added("history", "--repository", "https://git.example/other.git"))
                .isEmpty();
    }

    @Test
    void where_environments_are_on_branches_of_their_own_one_is_named() throws IOException {
        file(ONE.replace("staging: {", "staging: {branch: next, "));
        assertThat(added("history", "-e", "staging")).containsExactly("--branch=next");
        assertThat(added("history", "-e", "production")).isEmpty();
        assertThatThrownBy(() -> added("history"))
                .hasMessage("gitops.yaml says 'branch' of some deliveries, or several")
                .extracting(error -> ((GitopsException) error).remedy())
                .isEqualTo("Say which one with --branch, or name application and environment");
    }
}
