package io.jenkins.plugins.gitops.engine.image.reuse;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The images that a Dockerfile begins with or copies from. What cannot be read here, such as a name with an argument of another
 * form than {@code $NAME}, {@code ${NAME}} or {@code ${NAME:-VALUE}}, is left out: its text is in the Dockerfile, which counts as a whole.
 */
final class BaseImages {

    private static final Set<String> COPIES = Set.of("copy", "add", "run");
    private static final String STAGE_FROM = "from=";

    private final Map<String, String> arguments;
    private final Map<String, String> given;
    private final Set<String> stages = new HashSet<>();
    private final Set<ImageReference> found = new LinkedHashSet<>();

    private BaseImages(Map<String, String> given) {
        this.given = given;
        this.arguments = new HashMap<>();
    }

    /** @param given values of its {@code ARG}s */
    static List<ImageReference> of(String dockerfile, Map<String, String> given) {
        BaseImages images = new BaseImages(given);
        StringBuilder joined = new StringBuilder();
        for (String line : dockerfile.lines().toList()) {
            String stripped = line.strip();
            if (stripped.startsWith("#")) {
                continue;
            }
            if (stripped.endsWith("\\")) {
                joined.append(stripped, 0, stripped.length() - 1).append(' ');
            } else {
                images.instruction(joined.append(stripped).toString());
                joined.setLength(0);
            }
        }
        images.instruction(joined.toString());
        return List.copyOf(images.found);
    }

    private void instruction(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.split("\\s")));
        words.removeIf(String::isEmpty);
        if (words.size() < 2) {
            return;
        }
        String name = words.get(0).toLowerCase(Locale.ROOT);
        if (name.equals("arg") && stages.isEmpty()) {
            argument(words.get(1));
        } else if (name.equals("from")) {
            words.removeIf(word -> word.startsWith("--"));
            if (words.size() < 2) {
                return;
            }
            image(words.get(1));
            stages.add(Integer.toString(stages.size()));
            if (words.size() > 3 && words.get(2).equalsIgnoreCase("as")) {
                stages.add(words.get(3).toLowerCase(Locale.ROOT));
            }
        } else if (COPIES.contains(name)) {
            words.stream()
                    .takeWhile(word -> word.equals(words.get(0)) || word.startsWith("--"))
                    .flatMap(word -> Arrays.stream(
                            word.replaceFirst("^--(?:mount=)?", "").split(",")))
                    .filter(option -> option.startsWith(STAGE_FROM))
                    .forEach(option -> image(option.substring(STAGE_FROM.length())));
        }
    }

    private void argument(String text) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        String value = given.getOrDefault(name, equals < 0 ? "" : unquoted(text.substring(equals + 1)));
        arguments.put(name, value);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private void image(String text) {
        replaced(text)
                .filter(name -> !name.equals("scratch") && !stages.contains(name.toLowerCase(Locale.ROOT)))
                .ifPresent(name -> {
                    try {
                        found.add(ImageReference.parse(name));
                    } catch (GitopsException noImage) {
                        // The builder says so.
                    }
                });
    }

    private Optional<String> replaced(String text) {
        StringBuilder all = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
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
            String name = text.substring(begin, end);
            String otherwise = null;
            if (braces) {
                int close = text.indexOf('}', end);
                if (close < 0) {
                    return Optional.empty();
                }
                String rest = text.substring(end, close);
                if (!rest.isEmpty() && !rest.startsWith(":-")) {
                    return Optional.empty();
                }
                otherwise = rest.isEmpty() ? null : rest.substring(2);
                end = close + 1;
            }
            String value = arguments.getOrDefault(name, "");
            if (value.isEmpty() && otherwise != null) {
                value = otherwise;
            }
            if (value.isEmpty()) {
                return Optional.empty();
            }
            all.append(value);
            at = end;
        }
        return Optional.of(all.toString());
    }
}
