package io.jenkins.plugins.gitops.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What is printed, and how. Each command that prints a result has these. */
public final class OutputOptions {

    /** Without progress and warnings. */
    public static final String QUIET = "--quiet";

    /** With what is asked of servers. */
    public static final String VERBOSE = "--verbose";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description =
                    "How the result is printed: ${COMPLETION-CANDIDATES}. A document also for an error, in its field"
                            + " 'error'; wide has all columns of a table.")
    private OutputFormat format;

    @Option(names = "--json", description = "The same as -o json.")
    private boolean json;

    // Obeyed where the command is run.
    @Option(
            names = {"-q", QUIET},
            description = "Print the result and errors alone: no progress, no warnings.")
    private boolean quiet;

    // Obeyed where the command is run.
    @Option(
            names = {"-v", VERBOSE},
            description =
                    "Print what is asked of servers as well, with the time that each answer took, on standard error.")
    private boolean verbose;

    /** @throws GitopsException when two are asked for */
    public OutputFormat format() {
        if (json && format != null && format != OutputFormat.JSON) {
            throw new GitopsException("Two formats are asked for, json and " + format, "Take --json or -o out");
        }
        if (json) {
            return OutputFormat.JSON;
        }
        return format == null ? OutputFormat.TEXT : format;
    }

    /** Prints a document, or the text. */
    public void print(CommandSpec spec, Object value, String text) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode document = RecordJson.MAPPER.valueToTree(value);
        out.println(format().document() ? format().print(document) : text);
        out.flush();
    }

    /** Prints one of several documents, or of several texts. */
    public void printOneOfMany(CommandSpec spec, Object value, String text) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode document = RecordJson.MAPPER.valueToTree(value);
        out.println(format().document() ? format().printOneOfMany(document) : text);
        out.flush();
    }
}
