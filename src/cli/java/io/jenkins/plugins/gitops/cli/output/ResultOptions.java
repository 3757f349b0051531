package io.jenkins.plugins.gitops.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.exit.CommandError;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where the result is written: on standard output, and as JSON in a file for the next command. */
public final class ResultOptions {

    @Mixin
    private OutputOptions output;

    @Option(names = "--result", paramLabel = "FILE", description = "Also write the result as JSON to a file.")
    private Path file;

    /** What a command ends with that did what it was to do. */
    public void write(CommandSpec spec, Object value, String text) {
        write(spec, RecordJson.MAPPER.valueToTree(value), text);
    }

    /**
     * What a command ends with that has a result, and did not do all that it was to do.
     *
     * @return the exit code
     */
    public int write(CommandSpec spec, Object value, String text, CommandError error) {
        ObjectNode document = RecordJson.MAPPER.valueToTree(value);
        document.set("error", RecordJson.MAPPER.valueToTree(error));
        write(spec, document, text);
        return error.exitCode();
    }

    private void write(CommandSpec spec, JsonNode value, String text) {
        try {
            if (file != null) {
                Files.writeString(file, OutputFormat.JSON.print(value) + "\n");
            }
            // After the file: an error of that one is then the only document on standard output.
            output.print(spec, value, text);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** How it is printed. */
    public OutputFormat format() {
        return output.format();
    }

    /** Prints one of several results; none of them is written to a file. */
    public void printOneOfMany(CommandSpec spec, Object value, String text) {
        output.printOneOfMany(spec, value, text);
    }

    /** For what ends when a person ends it. */
    public void requireNoFile() {
        if (file != null) {
            throw new GitopsException(
                    "A watch has no result that --result could write",
                    "Take it out, and redirect standard output, with -o json if it is for a program");
        }
    }

    /** Checks before anything is done that the file can be written. */
    public void requireWritable() {
        output.format();
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
