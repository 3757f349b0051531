package io.jenkins.plugins.gitops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.jenkins.plugins.gitops.engine.parts.PackageDrawing;
import io.jenkins.plugins.gitops.engine.parts.WallClock;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package of the plugin may use which, as docs/architecture-jenkins.md draws it. The engine has a test of its own. */
class ArchitectureTest {

    private static final String PLUGIN = "io.jenkins.plugins.gitops.";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));
    private static final PackageDrawing DRAWING =
            PackageDrawing.read(Path.of("docs", "architecture-jenkins.md"), "Packages of the plugin");

    @Test
    void packages_use_only_what_is_drawn_below_them() {
        DRAWING.rule(ArchitectureTest::drawn).check(CLASSES);
    }

    @Test
    void each_arrow_of_the_drawing_is_needed() {
        assertThat(DRAWING.unused(CLASSES, ArchitectureTest::drawn)).isEmpty();
    }

    /** The engine counts as one here. Its own test checks its packages. */
    private static String drawn(String name) {
        return name.startsWith("engine") ? "engine" : name;
    }

    @Test
    void no_package_points_back() {
        SlicesRuleDefinition.slices()
                .matching(PLUGIN + "(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void the_engine_knows_nothing_of_jenkins() {
        noClasses()
                .that()
                .resideInAPackage(PLUGIN + "engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..",
                        "jenkins..",
                        "org.jenkinsci..",
                        "org.kohsuke..",
                        "com.cloudbees..",
                        "jakarta.servlet..",
                        "net.sf.json..")
                .check(CLASSES);
    }

    /** It searches for services, which the context class loader of some threads does not see. */
    @Test
    void chance_needs_no_service() {
        noClasses()
                .should()
                .callMethod(RandomGenerator.class, "getDefault")
                .orShould()
                .callMethod(RandomGenerator.class, "of", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(RandomGeneratorFactory.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .check(CLASSES);
    }

    /** The clock of an agent is another one: its files have its times. */
    @Test
    void the_wall_clock_is_read_in_one_place() {
        WallClock.readOnlyBy("SteadyClock", "AgentTime").check(CLASSES);
    }

    /** JGit's types are also in what the Git plugin gives; that the engine keeps them in one package is its own test's. */
    @Test
    void the_kubernetes_client_is_used_in_one_place() {
        noClasses()
                .that()
                .resideOutsideOfPackage(PLUGIN + "engine.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(CLASSES);
    }

    /** Where the plugin is absent these classes cannot be loaded, and any other that named its types too. */
    @ParameterizedTest
    @CsvSource({
        "io.prometheus.., DeliveryCollector",
        "org.jenkinsci.plugins.workflow.support.steps.input.., InputQuestions",
        "io.jenkins.plugins.checks.., ChecksEntry|ChecksReceiver",
        "hudson.plugins.emailext.., EmailExtSettings"
    })
    void types_of_an_optional_plugin_are_in_few_classes(String types, String classes) {
        noClasses()
                .that()
                .haveNameNotMatching(".*[.](" + classes + ")([$].*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(types)
                .check(CLASSES);
    }
}
