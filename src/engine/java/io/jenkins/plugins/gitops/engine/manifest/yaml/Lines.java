package io.jenkins.plugins.gitops.engine.manifest.yaml;

import java.util.List;

/** Adds lines to a file in its own line ending. */
public record Lines(YamlFile file, String ending) {

    public static Lines of(YamlFile file) {
        return new Lines(file, file.text().contains("\r\n") ? "\r\n" : "\n");
    }

    /** New lines after the line in which a position is. A file whose last line has no ending gets none. */
    public Splice after(int codePoint, List<String> lines) {
        String text = file.text();
        int newline = text.indexOf('\n', file.offset(codePoint));
        if (newline < 0) {
            int end = text.codePointCount(0, text.length());
            return new Splice(end, end, ending + String.join(ending, lines));
        }
        return before(text.codePointCount(0, newline + 1), lines);
    }

    /** New lines before the line that begins at a position. */
    public Splice before(int codePoint, List<String> lines) {
        return new Splice(codePoint, codePoint, String.join(ending, lines) + ending);
    }

    /** New lines at the end of the file. */
    public Splice atEnd(List<String> lines) {
        String text = file.text();
        int end = text.codePointCount(0, text.length());
        return text.endsWith("\n") || text.isEmpty() ? before(end, lines) : after(end, lines);
    }
}
