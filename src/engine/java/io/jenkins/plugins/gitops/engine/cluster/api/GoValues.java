package io.jenkins.plugins.gitops.engine.cluster.api;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** API servers print values in Go's syntax. Here they become what a person wrote, or go: 4 KB for a small Job. */
final class GoValues {

    /** A structure, a map or a list; newer servers write them as JSON. */
    private static final Pattern INVALID = Pattern.compile(
            "Invalid value: (?<type>(?:interface \\{\\}|[&*\\[\\]\\w.]){0,200}+(?:interface \\{\\})?)\\{");

    private static final Pattern WRONG_TYPE = Pattern.compile(
            "expected (?<wanted>\\w{1,20}), got &(?:value\\.valueUnstructured\\{Value:|\\{)(?<value>[^\\n]*)\\}");
    private static final Pattern GO_TYPE =
            Pattern.compile(", got (?<type>map\\[string\\]interface \\{\\}|\\[\\]interface \\{\\}|<nil>)");
    private static final Pattern SCALAR = Pattern.compile("true|false|[-+.\\w]{1,40}|\"[^\"\\\\]{0,100}\"");
    private static final Set<String> NOTHING = Set.of("<nil>", "interface {}(nil)");
    private static final String STRINGS = "[]string";
    private static final int LONGEST_LIST = 100;

    private GoValues() {}

    static String plain(String message) {
        String text = WRONG_TYPE.matcher(withoutStructures(message)).replaceAll(GoValues::wrongType);
        return GO_TYPE.matcher(text)
                .replaceAll(found -> ", got " + kind(found.group().substring(", got ".length())));
    }

    private static String wrongType(MatchResult found) {
        String value = found.group(2);
        String text = "expected " + found.group(1) + ", got ";
        if (!SCALAR.matcher(value).matches()) {
            return Matcher.quoteReplacement(text + kind(value));
        }
        boolean unquoted = found.group(1).equals("string");
        String why = value.equals("true") || value.equals("false")
                ? " (YAML takes y, yes, on, n, no and off for true and false, too)"
                : "";
        return Matcher.quoteReplacement(text + value + (unquoted ? "; write it in quotes" + why : ""));
    }

    private static String kind(String value) {
        if (value.startsWith("map[")) {
            return "a mapping";
        }
        if (value.startsWith("[")) {
            return "a list";
        }
        return NOTHING.contains(value) ? "nothing" : "a text";
    }

    private static String withoutStructures(String message) {
        Matcher found = INVALID.matcher(message);
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (found.find(at)) {
            int end = end(message, found.end());
            if (end == message.length()) {
                break;
            }
            if (!message.startsWith(": ", end)) {
                text.append(message, at, end);
                at = end;
                continue;
            }
            text.append(message, at, found.start());
            String value = message.substring(found.end(), end - 1);
            // The values of a field that has some, clusterIPs; an empty list tells nothing.
            if (found.group(1).equals(STRINGS) && !value.isEmpty() && value.length() <= LONGEST_LIST) {
                text.append("Invalid value: ").append(value).append(": ");
            }
            at = end + 2;
        }
        return text.append(message, at, message.length()).toString();
    }

    /** Where the brace is closed that was opened before; the end of the text when it is not. */
    private static int end(String message, int begin) {
        int depth = 1;
        boolean quoted = false;
        for (int i = begin; i < message.length(); i++) {
            char c = message.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '{') {
                depth++;
            } else if (!quoted && c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return message.length();
    }
}
