package io.jenkins.plugins.gitops.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** How a result is printed. */
public enum OutputFormat {
    /** For people; on a terminal no wider than that. */
    TEXT,
    /** For people, with all columns. */
    WIDE,
    JSON,
    YAML;

    private static final String JSON_OPTION = "--json";
    private static final String LOGS = "logs";
    private static final List<String> WATCH = List.of("--watch", "-w");
    private static final List<String> OPTIONS = List.of("--output", "-o");

    /** Whether a program reads it. */
    public boolean document() {
        return this == JSON || this == YAML;
    }

    /** A whole document; of YAML with the line that begins one, so that several may follow each other. */
    public String print(JsonNode value) {
        return this == YAML ? yaml(value) : json(value, true);
    }

    /** One of several: JSON in one line, YAML as above. */
    public String printOneOfMany(JsonNode value) {
        return this == YAML ? yaml(value) : json(value, false);
    }

    private static String json(JsonNode value, boolean indented) {
        try {
            return (indented
                            ? RecordJson.MAPPER.writer()
                            : RecordJson.MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT))
                    .writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String yaml(JsonNode value) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        Object plain = RecordJson.MAPPER.convertValue(value, new TypeReference<Object>() {});
        return "---\n" + new Yaml(options).dump(plain).stripTrailing();
    }

    /**
     * What a command line asks for that may be wrong otherwise; so an error is a document as well. What stands behind {@code --} is
     * another program's.
     */
    public static Optional<OutputFormat> documentWantedBy(List<String> arguments) {
        List<String> own =
                arguments.stream().takeWhile(argument -> !argument.equals("--")).toList();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            String argument = own.get(i);
            if (argument.equals(JSON_OPTION)) {
                return Optional.of(JSON);
            }
            if (OPTIONS.contains(argument) && i + 1 < own.size()) {
                words.add(own.get(i + 1));
            } else if (argument.startsWith("--output=")) {
                words.add(argument.substring("--output=".length()));
            } else if (argument.startsWith("-o")) {
                words.add(argument.substring(2).replaceFirst("^=", ""));
            }
        }
        return words.stream()
                .flatMap(word ->
                        Arrays.stream(values()).filter(each -> each.toString().equalsIgnoreCase(word)))
                .filter(OutputFormat::document)
                .findFirst();
    }

    /** Whether a command line asks for one document after the other: also an error is one of them then. */
    public static boolean severalWantedBy(List<String> arguments) {
        return arguments.stream().limit(1).anyMatch(LOGS::equals)
                || arguments.stream()
                        .takeWhile(argument -> !argument.equals("--"))
                        .anyMatch(WATCH::contains);
    }

    /** As the option takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
