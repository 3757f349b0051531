package io.jenkins.plugins.gitops.engine.image.reuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a Dockerfile that are no instructions but text for one: {@code RUN <<EOF}. They are taken as BuildKit's parser takes
 * them (frontend/dockerfile/parser/parser.go). Where the end is missing there is none from there on: builders that know such texts
 * fail then, and the others read instructions.
 */
final class HereDocuments {

    private static final Set<String> INSTRUCTIONS = Set.of("run", "copy", "add");
    /** Has another instruction in it. */
    private static final String ONBUILD = "onbuild";

    private static final String SIGN = "<<";
    private static final char SINGLE = '\'';
    private static final char DOUBLE = '"';
    private static final char NONE = 0;
    /** Also in a Dockerfile that chose another one for its lines. */
    private static final char ESCAPE = '\\';

    private final List<String> lines;
    private boolean closed = true;

    /** @param lines of the Dockerfile, with the blanks around them */
    HereDocuments(List<String> lines) {
        this.lines = lines;
    }

    /**
     * The end of a text.
     *
     * @param tabs whether tabs may stand before it ({@code <<-EOF}); other blanks never may
     */
    private record End(String name, boolean tabs) {

        boolean is(String line) {
            int begin = 0;
            while (tabs && line.startsWith("\t", begin)) {
                begin++;
            }
            int end = line.length();
            while (end > begin && line.charAt(end - 1) == '\r') {
                end--;
            }
            return end - begin == name.length() && line.startsWith(name, begin);
        }
    }

    /**
     * The last line that belongs to an instruction.
     *
     * @param at its own last line
     */
    int end(String instruction, int at) {
        int last = at;
        for (End text : closed ? ends(instruction) : List.<End>of()) {
            int end = last + 1;
            while (end < lines.size() && !text.is(lines.get(end))) {
                end++;
            }
            if (end >= lines.size()) {
                closed = false;
                return at;
            }
            last = end;
        }
        return last;
    }

    private static List<End> ends(String instruction) {
        List<String> words = instruction.contains(SIGN) ? words(instruction) : List.of();
        int own = !words.isEmpty() && words.get(0).equalsIgnoreCase(ONBUILD) ? 1 : 0;
        return words.size() > own && INSTRUCTIONS.contains(words.get(own).toLowerCase(Locale.ROOT))
                ? words.stream().flatMap(word -> end(word).stream()).toList()
                : List.of();
    }

    private static Optional<End> end(String word) {
        int sign = word.indexOf(SIGN);
        if (sign < 0 || !word.chars().limit(sign).allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        String rest = word.substring(sign + SIGN.length());
        boolean tabs = rest.startsWith("-");
        String name = unquoted(rest.substring(tabs ? 1 : 0).strip());
        return name.isEmpty() || name.indexOf('<') >= 0 ? Optional.empty() : Optional.of(new End(name, tabs));
    }

    /**
     * The words of a shell's line, with their quotes and escapes. Blanks after {@code <<} part none.
     *
     * @return none where a quote does not end
     */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        char quote = NONE;
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == ESCAPE && quote != SINGLE) {
                at++;
            } else if (quote != NONE) {
                quote = c == quote ? NONE : quote;
            } else if (c == SINGLE || c == DOUBLE) {
                quote = c;
            } else if (Character.isWhitespace(c)) {
                words.add(line.substring(begin, at));
                begin = at + 1;
            } else if (line.startsWith(SIGN, at)) {
                at++;
                while (at + 1 < line.length() && Character.isWhitespace(line.charAt(at + 1))) {
                    at++;
                }
            }
        }
        words.add(line.substring(begin));
        words.removeIf(String::isEmpty);
        return quote == NONE ? words : List.of();
    }

    private static String unquoted(String word) {
        StringBuilder text = new StringBuilder();
        char quote = NONE;
        for (int at = 0; at < word.length(); at++) {
            char c = word.charAt(at);
            if (c == ESCAPE && at + 1 < word.length() && escapes(quote, word.charAt(at + 1))) {
                text.append(word.charAt(++at));
            } else if (c == quote) {
                quote = NONE;
            } else if (quote == NONE && (c == SINGLE || c == DOUBLE)) {
                quote = c;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean escapes(char quote, char next) {
        return quote == NONE || quote == DOUBLE && (next == DOUBLE || next == '$' || next == ESCAPE);
    }
}
