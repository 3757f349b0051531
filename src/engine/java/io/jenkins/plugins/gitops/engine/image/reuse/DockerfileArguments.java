package io.jenkins.plugins.gitops.engine.image.reuse;

import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The {@code ARG}s before the first {@code FROM} of a Dockerfile. No value becomes longer than an image's reference may be. */
final class DockerfileArguments {

    private final Map<String, String> given;
    private final Map<String, String> values = new HashMap<>();

    /** @param given values that replace what the Dockerfile says */
    DockerfileArguments(Map<String, String> given) {
        this.given = Map.copyOf(given);
    }

    /** @param text {@code NAME} or {@code NAME=VALUE} */
    void declare(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Optional<String> value = Optional.ofNullable(given.get(name))
                .or(() -> equals < 0 ? Optional.empty() : replaced(unquoted(text.substring(equals + 1))))
                .filter(each -> each.length() <= TextLimits.IMAGE_REFERENCE);
        value.ifPresentOrElse(known -> values.put(name, known), () -> values.remove(name));
    }

    static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** The text with values for its arguments; empty where one has none, or is written in a form that is not known here. */
    Optional<String> replaced(String text) {
        StringBuilder all = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (all.length() > TextLimits.IMAGE_REFERENCE) {
                return Optional.empty();
            }
            if (text.charAt(at) != '$') {
                all.append(text.charAt(at++));
                continue;
            }
            boolean braces = text.startsWith("{", at + 1);
            int begin = at + (braces ? 2 : 1);
            int end = begin;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
            Optional<String> value =
                    Optional.ofNullable(values.get(text.substring(begin, end))).filter(known -> !known.isEmpty());
            if (braces) {
                int close = text.indexOf('}', end);
                String rest = close < 0 ? "" : text.substring(end, close);
                if (close < 0 || !rest.isEmpty() && (!rest.startsWith(":-") || rest.indexOf('$') >= 0)) {
                    return Optional.empty();
                }
                value = value.or(() -> rest.isEmpty() ? Optional.empty() : Optional.of(rest.substring(2)));
                end = close + 1;
            }
            if (value.isEmpty()) {
                return Optional.empty();
            }
            all.append(value.get());
            at = end;
        }
        return all.length() > TextLimits.IMAGE_REFERENCE ? Optional.empty() : Optional.of(all.toString());
    }
}
