package io.jenkins.plugins.gitops.engine.manifest.yaml;

import java.util.List;

/** Adds lines to a file in its own line ending. */
public record LineEdits(YamlFile file, String ending) {

    public static LineEdits of(YamlFile file) {
        return new LineEdits(file, file.text().contains("\r\n") ? "\r\n" : "\n");
    }

    /** New lines after the line in which a position is. A file whose last line has no ending gets none. */
    public TextEdit after(int codePoint, List<String> lines) {
        String text = file.text();
        int newline = text.indexOf('\n', file.offset(codePoint));
        if (newline < 0) {
            int end = text.codePointCount(0, text.length());
            return new TextEdit(end, end, ending + String.join(ending, lines));
        }
        return before(text.codePointCount(0, newline + 1), lines);
    }

    /** New lines before the line that begins at a position. */
    public TextEdit before(int codePoint, List<String> lines) {
        return new TextEdit(codePoint, codePoint, String.join(ending, lines) + ending);
    }

    /** New lines at the end of the file. */
    public TextEdit atEnd(List<String> lines) {
        String text = file.text();
        int end = text.codePointCount(0, text.length());
        return text.endsWith("\n") || text.isEmpty() ? before(end, lines) : after(end, lines);
    }
}
