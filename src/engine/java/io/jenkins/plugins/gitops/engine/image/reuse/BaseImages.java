package io.jenkins.plugins.gitops.engine.image.reuse;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images that a Dockerfile begins with or copies from.
 *
 * @param images those whose names can be read here
 * @param unknown the others, as they are written: names with an argument of another form than {@code $NAME}, {@code ${NAME}} or
 *     {@code ${NAME:-VALUE}}, with one that has no value, or with any where files are copied, as a stage may give it another value
 */
record BaseImages(List<ImageReference> images, List<String> unknown) {

    private static final Set<String> COPIES = Set.of("copy", "add", "run");
    private static final String STAGE_FROM = "from=";
    /** Those at the beginning; the first line that is none ends them. */
    private static final Pattern DIRECTIVE = Pattern.compile("(?i)#[ \t]*(syntax|escape|check)[ \t]*=[ \t]*(\\S+)");

    BaseImages {
        images = List.copyOf(images);
        unknown = List.copyOf(unknown);
    }

    /** @param given values of its {@code ARG}s */
    static BaseImages of(String dockerfile, Map<String, String> given) {
        Reading reading = new Reading(given);
        List<String> written = List.of(dockerfile.split("\n"));
        List<String> lines = written.stream().map(String::strip).toList();
        String escape = lines.stream()
                        .map(line -> DIRECTIVE.matcher(line.length() > TextLimits.SHOWN ? "" : line))
                        .takeWhile(Matcher::matches)
                        .anyMatch(directive -> directive.group(1).equalsIgnoreCase("escape")
                                && directive.group(2).equals("`"))
                ? "`"
                : "\\";
        HereDocuments documents = new HereDocuments(written);
        StringBuilder joined = new StringBuilder();
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            // Two of them are text for the newer builders.
            if (line.endsWith(escape) && !line.endsWith(escape + escape)) {
                joined.append(line, 0, line.length() - 1).append(' ');
            } else {
                String instruction = joined.append(line).toString();
                reading.instruction(instruction);
                at = documents.end(instruction, at);
                joined.setLength(0);
            }
        }
        reading.instruction(joined.toString());
        return new BaseImages(List.copyOf(reading.found), List.copyOf(reading.unknown));
    }

    /** What was read so far. */
    private static final class Reading {

        private final DockerfileArguments arguments;
        private final Set<String> stages = new HashSet<>();
        private final Set<ImageReference> found = new LinkedHashSet<>();
        private final Set<String> unknown = new LinkedHashSet<>();
        private int begun;

        Reading(Map<String, String> given) {
            arguments = new DockerfileArguments(new HashMap<>(given));
        }

        void instruction(String text) {
            List<String> words = new ArrayList<>(Arrays.asList(text.split("\\s")));
            words.removeIf(String::isEmpty);
            if (words.size() < 2) {
                return;
            }
            String name = words.get(0).toLowerCase(Locale.ROOT);
            if (name.equals("arg") && begun == 0) {
                words.subList(1, words.size()).forEach(arguments::declare);
            } else if (name.equals("from")) {
                words.removeIf(word -> word.startsWith("--"));
                if (words.size() > 1) {
                    begins(words);
                }
            } else if (COPIES.contains(name)) {
                words.stream()
                        .skip(1)
                        .takeWhile(word -> word.startsWith("--"))
                        .flatMap(word -> Arrays.stream(
                                word.replaceFirst("^--(?:mount=)?", "").split(",")))
                        .filter(option -> option.startsWith(STAGE_FROM))
                        .map(option -> DockerfileArguments.unquoted(option.substring(STAGE_FROM.length())))
                        .forEach(from -> image(from, from.indexOf('$') < 0 ? Optional.of(from) : Optional.empty()));
            }
        }

        private void begins(List<String> words) {
            String base = DockerfileArguments.unquoted(words.get(1));
            image(base, arguments.replaced(base));
            stages.add(Integer.toString(begun++));
            if (words.size() > 3 && words.get(2).equalsIgnoreCase("as")) {
                stages.add(words.get(3).toLowerCase(Locale.ROOT));
            }
        }

        private void image(String text, Optional<String> name) {
            if (name.isPresent()
                    && (name.get().equals("scratch")
                            || stages.contains(name.get().toLowerCase(Locale.ROOT)))) {
                return;
            }
            try {
                name.map(ImageReference::parse).ifPresentOrElse(found::add, () -> unknown.add(text));
            } catch (GitopsException noImage) {
                unknown.add(text);
            }
        }
    }
}
