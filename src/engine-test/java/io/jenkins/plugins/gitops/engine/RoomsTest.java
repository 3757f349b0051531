package io.jenkins.plugins.gitops.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who may know whom, as docs/architecture.md draws it. */
class RoomsTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "engine", "classes"));

    private static final String ENGINE = "io.jenkins.plugins.gitops.engine.";
    private static final String ALL_OF_ENGINE = "io.jenkins.plugins.gitops.engine..";

    @Test
    void rooms_know_only_what_is_below_them() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("cli")
                .definedBy("io.jenkins.plugins.gitops.cli..")
                .layer("delivery")
                .definedBy(ENGINE + "delivery..")
                .layer("cluster")
                .definedBy(ENGINE + "cluster..")
                .layer("git")
                .definedBy(ENGINE + "git..")
                .layer("metrics")
                .definedBy(ENGINE + "metrics..")
                .layer("manifest")
                .definedBy(ENGINE + "manifest..")
                .layer("image")
                .definedBy(ENGINE + "image..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cluster")
                .mayOnlyBeAccessedByLayers("cli", "delivery")
                .whereLayer("git")
                .mayOnlyBeAccessedByLayers("cli", "delivery")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("cli", "delivery")
                .whereLayer("manifest")
                .mayOnlyBeAccessedByLayers("cli", "delivery", "cluster")
                .whereLayer("image")
                .mayOnlyBeAccessedByLayers("cli", "delivery", "manifest")
                .check(CLASSES);
    }

    @Test
    void no_room_points_back() {
        SlicesRuleDefinition.slices()
                .matching(ENGINE + "(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void the_engine_knows_nothing_of_jenkins_or_of_the_command_line() {
        noClasses()
                .that()
                .resideInAPackage(ALL_OF_ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..", "jenkins..", "org.jenkinsci..", "picocli..", "io.jenkins.plugins.gitops.cli..")
                .check(CLASSES);
    }

    @Test
    void each_library_stays_in_its_room() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE + "git..")
                .and()
                .resideInAPackage(ALL_OF_ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jgit..", "org.apache.sshd..")
                .check(CLASSES);
    }

    @Test
    void kubernetes_is_spoken_in_one_room() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE + "cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(CLASSES);
    }

    @Test
    void no_room_is_a_heap() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..manager..")
                .check(CLASSES);
    }
}
