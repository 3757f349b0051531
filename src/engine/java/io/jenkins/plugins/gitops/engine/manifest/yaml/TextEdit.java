package io.jenkins.plugins.gitops.engine.manifest.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The replacement of one part of a file's text. Everything outside of the replaced parts stays as it is, to the byte.
 *
 * @param start the first code point that is replaced
 * @param end the first code point after it; equal to start where text is only inserted
 * @param text the replacement
 */
public record TextEdit(int start, int end, String text) {

    /** The file's bytes after the edits, which must not overlap. Two insertions at one position keep their order. */
    public static byte[] apply(YamlFile file, List<TextEdit> textEdits) {
        StringBuilder result = new StringBuilder(file.text());
        List<TextEdit> fromTheEnd = new ArrayList<>(textEdits);
        Collections.reverse(fromTheEnd);
        fromTheEnd.sort(Comparator.comparingInt(TextEdit::start).reversed());
        for (TextEdit textEdit : fromTheEnd) {
            result.replace(file.offset(textEdit.start()), file.offset(textEdit.end()), textEdit.text());
        }
        return result.toString().getBytes(StandardCharsets.UTF_8);
    }
}
