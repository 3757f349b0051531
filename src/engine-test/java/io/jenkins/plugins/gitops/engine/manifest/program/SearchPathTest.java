package io.jenkins.plugins.gitops.engine.manifest.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {

    @TempDir
    Path folder;

    @Test
    void the_first_executable_file_of_that_name_is_found() throws IOException {
        Files.createDirectories(folder.resolve("a/helm"));
        Files.createDirectories(folder.resolve("b"));
        Files.writeString(folder.resolve("b/helm"), "not executable");
        Path third = program("c/helm");
        program("d/helm");

        assertThat(path("a", "missing", "b", "c", "d").find("helm")).contains(third.toString());
    }

    @Test
    void a_program_of_windows_is_found_by_its_name() throws IOException {
        Path program = program("a/helm.exe");

        assertThat(path("a").find("helm")).contains(program.toString());
    }

    @Test
    void an_empty_path_and_empty_folders_hold_nothing() {
        assertThat(new SearchPath("").find("sh")).isEmpty();
        assertThat(new SearchPath(File.pathSeparator).find("pom.xml")).isEmpty();
    }

    private Path program(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private SearchPath path(String... folders) {
        StringBuilder all = new StringBuilder();
        for (String each : folders) {
            all.append(folder.resolve(each)).append(File.pathSeparator);
        }
        return new SearchPath(all.toString());
    }
}
