package io.jenkins.plugins.gitops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who may know whom among the plugin's rooms, as docs/architecture.md draws it. The engine's own are its own test's. */
class RoomsTest {

    private static final String PLUGIN = "io.jenkins.plugins.gitops.";
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void rooms_know_only_what_is_below_them() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("steps")
                .definedBy(PLUGIN + "steps..")
                .layer("history")
                .definedBy(PLUGIN + "history..")
                .layer("monitoring")
                .definedBy(PLUGIN + "monitoring..")
                .layer("triggers")
                .definedBy(PLUGIN + "triggers..")
                .layer("branches")
                .definedBy(PLUGIN + "branches..")
                .layer("deliveries")
                .definedBy(PLUGIN + "deliveries..")
                .layer("environments")
                .definedBy(PLUGIN + "environments..")
                .layer("engine")
                .definedBy(PLUGIN + "engine..")
                .whereLayer("steps")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("monitoring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("triggers")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("history")
                .mayOnlyBeAccessedByLayers("steps")
                .whereLayer("branches")
                .mayOnlyBeAccessedByLayers("history")
                .whereLayer("deliveries")
                .mayOnlyBeAccessedByLayers("steps", "history", "monitoring", "triggers", "branches")
                .whereLayer("environments")
                .mayOnlyBeAccessedByLayers("steps", "deliveries", "triggers", "branches")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers(
                        "steps", "history", "monitoring", "triggers", "branches", "deliveries", "environments")
                .check(CLASSES);
    }

    @Test
    void no_room_points_back() {
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

    /** JGit's types are also in what the Git plugin gives; that the engine keeps them in one room is its own test's. */
    @Test
    void kubernetes_is_spoken_in_one_room() {
        noClasses()
                .that()
                .resideOutsideOfPackage(PLUGIN + "engine.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(CLASSES);
    }

    /** Where the prometheus plugin is absent this one class cannot be loaded, and any other that named its types too. */
    @Test
    void types_of_an_optional_plugin_are_in_one_class() {
        noClasses()
                .that()
                .doNotHaveSimpleName("DeliveryCollector")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.prometheus..")
                .check(CLASSES);
    }
}
