package io.jenkins.plugins.gitops.cli.workspace;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.figures.BranchFigures;
import io.jenkins.plugins.gitops.engine.delivery.record.RecordJson;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a command leaves in a file for the next one, with {@code --result}. */
public enum ResultFile {
    BUILD("what 'gitops build --result' wrote", "--build-result", List.of("image", "builder", "duration")),
    TESTS(
            "what 'gitops test --result' wrote",
            "--tests",
            List.of("exitCode", "total", "failures", "skipped", "failing")),
    DRIFT("what 'gitops drift --result' wrote", "--drift", List.of("target", "delivery", "drift")),
    FIGURES("what 'gitops figures --result' wrote", "--figures", List.of("asOf", "branch", "figures")),
    DELIVERY("the record of a delivery", "", List.of("format", "request", "phase"));

    private final String what;
    private final String option;

    /** Fields that every version wrote. */
    private final List<String> fields;

    ResultFile(String what, String option, List<String> fields) {
        this.what = what;
        this.option = option;
        this.fields = fields;
    }

    /** @throws GitopsException when it is another command's result, or none */
    public static BuildResult build(Path file) {
        return BUILD.read(file, BuildResult.class);
    }

    /** @throws GitopsException when it is another command's result, or none */
    public static TestResult tests(Path file) {
        return TESTS.read(file, TestResult.class);
    }

    /** @throws GitopsException when it is another command's result, or none */
    public static DriftResult drift(Path file) {
        return DRIFT.read(file, DriftResult.class);
    }

    /** @throws GitopsException when it is another command's result, or none */
    public static BranchFigures figures(Path file) {
        return FIGURES.read(file, BranchFigures.class);
    }

    private <T> T read(Path file, Class<T> type) {
        try {
            JsonNode tree = RecordJson.MAPPER.readTree(Files.readAllBytes(file));
            if (!isIn(tree)) {
                throw refused(file + " is not " + what + ": " + found(tree), null);
            }
            return RecordJson.MAPPER.treeToValue(tree, type);
        } catch (JsonParseException e) {
            throw refused(file + ":" + e.getLocation().getLineNr() + " is not JSON", e);
        } catch (JsonMappingException e) {
            throw refused(file + " is not " + what + ": its field '" + field(e) + "' cannot be read" + reason(e), e);
        } catch (JsonProcessingException e) {
            throw refused(file + " is not " + what, e);
        } catch (IOException e) {
            throw refused(file + " cannot be read", e);
        }
    }

    private GitopsException refused(String problem, Exception cause) {
        return new GitopsException(problem, "Name the file that --result wrote (" + option + ")", cause);
    }

    private boolean isIn(JsonNode tree) {
        return fields.stream().allMatch(tree::hasNonNull);
    }

    private String found(JsonNode tree) {
        if (tree.isMissingNode()) {
            return "it is empty";
        }
        if (!tree.isObject()) {
            return "it holds " + (tree.isNull() ? "null" : "no JSON object");
        }
        Optional<ResultFile> other =
                Arrays.stream(values()).filter(each -> each.isIn(tree)).findFirst();
        return other.map(each -> "it is " + each.what)
                .orElseGet(() -> "it has no "
                        + fields.stream()
                                .filter(field -> !tree.hasNonNull(field))
                                .map(field -> "'" + field + "'")
                                .collect(Collectors.joining(", ")));
    }

    private static String field(JsonMappingException wrong) {
        return wrong.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
    }

    private static String reason(JsonMappingException wrong) {
        return wrong.getCause() instanceof GitopsException known ? ": " + known.getMessage() : "";
    }
}
