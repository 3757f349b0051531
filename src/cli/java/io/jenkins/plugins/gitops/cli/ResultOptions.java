package io.jenkins.plugins.gitops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the result is written: text or JSON on standard output, JSON in a file for the next command. */
final class ResultOptions {

    @Option(names = "--json", description = "Print the result as JSON; an error too, in its field 'error'.")
    private boolean json;

    @Option(names = "--result", paramLabel = "FILE", description = "Also write the result as JSON to a file.")
    private Path file;

    /** What a command ends with that did what it was to do. */
    void write(CommandSpec spec, Object value, String text) {
        write(spec, RecordJson.MAPPER.valueToTree(value), text);
    }

    /**
     * What a command ends with that has a result, and did not do all that it was to do.
     *
     * @return the exit code
     */
    int write(CommandSpec spec, Object value, String text, CommandError error) {
        ObjectNode document = RecordJson.MAPPER.valueToTree(value);
        document.set("error", RecordJson.MAPPER.valueToTree(error));
        write(spec, document, text);
        return error.exitCode();
    }

    private void write(CommandSpec spec, JsonNode value, String text) {
        try {
            String document = RecordJson.MAPPER.writeValueAsString(value);
            if (file != null) {
                Files.writeString(file, document + "\n");
            }
            // After the file: an error of that one is then the only JSON on standard output.
            spec.commandLine().getOut().println(json ? document : text);
            spec.commandLine().getOut().flush();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Checks before anything is done that the file can be written. */
    void requireWritable() {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? !Files.isDirectory(file) && Files.isWritable(file)
                : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
        if (!writable) {
            throw unwritable(null);
        }
    }

    private GitopsException unwritable(IOException cause) {
        return new GitopsException(
                "The result cannot be written to " + file, "Name a file in a folder that can be written", cause);
    }
}
