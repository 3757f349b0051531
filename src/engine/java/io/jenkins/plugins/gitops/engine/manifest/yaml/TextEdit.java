package io.jenkins.plugins.gitops.engine.manifest.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A part of a file's text with its replacement; everything outside of the parts stays as it is, to the byte.
 *
 * @param start the first code point that goes
 * @param end the first that stays; equal to start where text is only inserted
 * @param text what comes instead
 */
public record TextEdit(int start, int end, String text) {

    /** The file's bytes with the parts replaced, which must not overlap; two insertions at one place keep their order. */
    public static byte[] apply(YamlFile file, List<TextEdit> splices) {
        StringBuilder result = new StringBuilder(file.text());
        List<TextEdit> fromTheEnd = new ArrayList<>(splices);
        Collections.reverse(fromTheEnd);
        fromTheEnd.sort(Comparator.comparingInt(TextEdit::start).reversed());
        for (TextEdit splice : fromTheEnd) {
            result.replace(file.offset(splice.start()), file.offset(splice.end()), splice.text());
        }
        return result.toString().getBytes(StandardCharsets.UTF_8);
    }
}
