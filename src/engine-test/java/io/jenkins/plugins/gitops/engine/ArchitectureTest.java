package io.jenkins.plugins.gitops.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.jenkins.plugins.gitops.engine.parts.PackageDrawing;
import io.jenkins.plugins.gitops.engine.parts.WallClock;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may use which, as docs/architecture.md draws it. */
class ArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "engine", "classes"));

    private static final String ENGINE = "io.jenkins.plugins.gitops.engine.";
    private static final String ALL_OF_ENGINE = "io.jenkins.plugins.gitops.engine..";
    private static final Path DOCUMENT = Path.of("docs", "architecture.md");
    private static final PackageDrawing DRAWING = PackageDrawing.read(DOCUMENT, "Packages of the engine");

    @Test
    void packages_use_only_what_is_drawn_below_them() {
        DRAWING.rule(UnaryOperator.identity()).check(CLASSES);
    }

    @Test
    void each_arrow_of_the_drawing_is_needed() {
        assertThat(DRAWING.unused(CLASSES, UnaryOperator.identity())).isEmpty();
    }

    @Test
    void no_package_points_back() {
        SlicesRuleDefinition.slices()
                .matching("io.jenkins.plugins.gitops.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** What is public only because of the packages inside stays inside. */
    @ParameterizedTest
    @ValueSource(strings = {"engine.git", "engine.cluster", "engine.manifest"})
    void what_others_use_of_a_package_is_listed(String area) {
        Set<String> listed =
                new TreeSet<>(PackageDrawing.doors(DOCUMENT, "Doors").get(area));
        Set<String> used = PackageDrawing.usedFromOutside(CLASSES, area);
        // An exception that is only caught leaves no trace that ArchUnit sees.
        listed.removeIf(name -> name.endsWith("Exception") && !used.contains(name));
        assertThat(used).isEqualTo(listed);
    }

    @Test
    void each_package_says_what_it_is_for_and_has_few_files() {
        Set<String> silent = new TreeSet<>();
        Set<String> large = new TreeSet<>();
        for (String name : DRAWING.packages()) {
            String folder = ("io.jenkins.plugins.gitops." + name).replace('.', File.separatorChar);
            List<Path> files = Stream.of("engine", "cli")
                    .map(root -> Path.of("src", root, "java", folder))
                    .filter(Files::isDirectory)
                    .flatMap(ArchitectureTest::sources)
                    .toList();
            if (files.stream().noneMatch(file -> file.endsWith("package-info.java"))) {
                silent.add(name);
            }
            if (files.size() > 31) {
                large.add(name + " " + files.size());
            }
        }
        assertThat(silent).isEmpty();
        assertThat(large).as("30 files and the package's description").isEmpty();
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    void jgit_and_sshd_are_used_in_one_place() {
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

    /** A clock that may be set at any moment measures nothing. */
    @Test
    void the_wall_clock_is_read_in_one_place() {
        WallClock.readOnlyBy("SteadyClock").check(CLASSES);
    }

    @Test
    void the_kubernetes_client_is_used_in_one_place() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE + "cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(CLASSES);
    }

    @Test
    void no_package_is_a_heap() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..manager..")
                .check(CLASSES);
    }
}
