package io.jenkins.plugins.gitops.steps;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Values of a Dockerfile's {@code ARG}s in a form: {@code NAME=VALUE}, one a line. */
final class BuildArguments {

    private BuildArguments() {}

    /** @throws GitopsException when a line has no name or no {@code =} */
    static Map<String, String> in(String text) {
        Map<String, String> found = new TreeMap<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new GitopsException(
                        "'" + ShownText.line(line, TextLimits.SHOWN) + "' is no build argument",
                        "Write NAME=VALUE, one a line");
            }
            found.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return found;
    }

    static String lines(Map<String, String> arguments) {
        return arguments == null
                ? ""
                : arguments.entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .collect(Collectors.joining("\n"));
    }
}
