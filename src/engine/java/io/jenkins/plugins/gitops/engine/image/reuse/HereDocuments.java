package io.jenkins.plugins.gitops.engine.image.reuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The lines of a Dockerfile that are no instructions but text for one: {@code RUN <<EOF}. Where the end is missing there is none from
 * there on: builders that know such texts fail then, and the others read instructions.
 */
final class HereDocuments {

    private static final Set<String> INSTRUCTIONS = Set.of("run", "copy", "add");
    private static final String SIGN = "<<";

    private final List<String> lines;
    private boolean closed = true;

    /** @param lines of the Dockerfile, without blanks around them */
    HereDocuments(List<String> lines) {
        this.lines = lines;
    }

    /**
     * The last line that belongs to an instruction.
     *
     * @param at its own last line
     */
    int end(String instruction, int at) {
        int last = at;
        for (String name : closed ? names(instruction) : List.<String>of()) {
            int end = last + 1;
            while (end < lines.size() && !lines.get(end).equals(name)) {
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

    private static List<String> names(String instruction) {
        String[] words = instruction.split("\\s");
        List<String> names = new ArrayList<>();
        if (INSTRUCTIONS.contains(words[0].toLowerCase(Locale.ROOT))) {
            for (String word : words) {
                int sign = word.indexOf(SIGN);
                if (sign >= 0 && word.chars().limit(sign).allMatch(Character::isDigit)) {
                    String rest = word.substring(sign + SIGN.length());
                    String name = DockerfileArguments.unquoted(rest.startsWith("-") ? rest.substring(1) : rest);
                    if (!name.isEmpty() && name.indexOf('<') < 0) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }
}
