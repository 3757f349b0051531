package io.jenkins.plugins.gitops.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncedFileTest {

    @TempDir
    Path folder;

    @Test
    void a_text_is_written_with_its_folders_and_then_replaced() throws IOException {
        Path file = folder.resolve("a/b/state");

        SyncedFile.write(file, "first, and longer");
        SyncedFile.write(file, "zweite \u00fc");

        assertThat(file).hasContent("zweite \u00fc");
        assertThat(Files.list(file.getParent())).containsExactly(file);
    }

    @Test
    void what_a_killed_process_left_beside_it_does_not_matter() throws IOException {
        Path file = folder.resolve("state");
        Files.writeString(folder.resolve("state.tmp"), "half of a much longer cont");

        SyncedFile.replace(file, "whole".getBytes(UTF_8));

        assertThat(file).hasContent("whole");
        assertThat(folder.resolve("state.tmp")).doesNotExist();
    }

    @Test
    void a_missing_folder_is_not_made_by_replace() {
        Path file = folder.resolve("gone/state");

        assertThatThrownBy(() -> SyncedFile.replace(file, new byte[0])).isInstanceOf(NoSuchFileException.class);

        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void a_write_that_fails_leaves_the_file_as_it_was() throws IOException {
        Path file = folder.resolve("state");
        SyncedFile.write(file, "before");
        Files.createDirectory(folder.resolve("state.tmp"));

        assertThatThrownBy(() -> SyncedFile.write(file, "after")).isInstanceOf(UncheckedIOException.class);

        assertThat(file).hasContent("before");
    }
}
