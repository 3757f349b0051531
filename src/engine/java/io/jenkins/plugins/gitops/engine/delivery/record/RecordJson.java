package io.jenkins.plugins.gitops.engine.delivery.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;

/** The records' JSON: times as ISO 8601, absent values left out, unknown fields ignored (a later minor version's). */
public final class RecordJson {

    /** Thread-safe; for records, and for whatever is printed as JSON. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_ABSENT)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private RecordJson() {}

    /**
     * Finds out how records are written, which takes a tenth of a second in a process that has just started. The first write does the
     * same, so nothing depends on it.
     */
    public static void prepare() {
        MAPPER.writerFor(DeployRecord.class);
    }

    static DeployRecord read(byte[] json) throws IOException {
        JsonNode tree = MAPPER.readTree(json);
        int format = tree.path("format").asInt();
        if (format != DeployRecord.FORMAT) {
            throw new GitopsException(
                    "The record is of format " + format + ", and this version reads format " + DeployRecord.FORMAT,
                    "Use the version that wrote it, or a newer one");
        }
        return MAPPER.treeToValue(tree, DeployRecord.class);
    }
}
