package io.jenkins.plugins.gitops.engine.manifest.yaml;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.ScalarToken;
import org.yaml.snakeyaml.tokens.Token;

/**
 * Replaces scalars of one file in place. It works on tokens, because a node's own mark begins at its anchor and tag,
 * which must stay.
 */
public final class ScalarEdits {

    private final YamlFile file;
    private final Map<Integer, ScalarToken> byEnd = new HashMap<>();
    private final NavigableMap<Integer, ScalarToken> byStart = new TreeMap<>();

    public ScalarEdits(YamlFile file) {
        this.file = file;
        ScannerImpl scanner = new ScannerImpl(new StreamReader(file.parsed()), YamlLimits.options());
        while (!scanner.checkToken(Token.ID.StreamEnd)) {
            if (scanner.getToken() instanceof ScalarToken scalar) {
                byEnd.put(scalar.getEndMark().getIndex(), scalar);
                byStart.put(scalar.getStartMark().getIndex(), scalar);
            }
        }
    }

    /**
     * A scalar's characters replaced, in the quotes that it has; an unquoted one gets quotes when it needs them.
     *
     * @param node the scalar where it is written, not where an alias refers to it
     * @param text without anything that needs escaping
     * @throws GitopsException with file and line, when nothing is written there, or a block scalar
     */
    public TextEdit replace(Node node, String text) {
        ScalarToken token = byEnd.get(node.getEndMark().getIndex());
        if (YamlNodes.isEmpty(node) || token == null) {
            throw refused(node, "the value is empty");
        }
        String quoted =
                switch (token.getStyle()) {
                    case PLAIN -> PlainScalar.written(text);
                    case SINGLE_QUOTED -> "'" + text + "'";
                    case DOUBLE_QUOTED, JSON_SCALAR_STYLE -> '"' + text + '"';
                    case LITERAL, FOLDED -> throw refused(node, "the value is a block scalar (| or >)");
                };
        return new TextEdit(token.getStartMark().getIndex(), token.getEndMark().getIndex(), quoted);
    }

    /** As {@link #replace}; where nothing is written behind a key, the text is inserted there. */
    public TextEdit fill(Node node, String text) {
        int end = node.getEndMark().getIndex();
        return YamlNodes.isEmpty(node) ? new TextEdit(end, end, " " + PlainScalar.written(text)) : replace(node, text);
    }

    /** Replaces a scalar, with its quotes, by a text without quotes. */
    public TextEdit blank(Node node, String text) {
        TextEdit kept = fill(node, text);
        return new TextEdit(kept.start(), kept.end(), kept.start() == kept.end() ? " " + text : text);
    }

    public boolean isDoubleQuoted(Node node) {
        ScalarToken token = byEnd.get(node.getEndMark().getIndex());
        return token != null && token.getStyle() == ScalarStyle.DOUBLE_QUOTED;
    }

    /** Where a value ends in the line in which a comment about it can stand; of a block scalar that is its first. */
    public int lineEnd(Node value) {
        ScalarToken token = byEnd.get(value.getEndMark().getIndex());
        return token != null && isBlock(token)
                ? headerEnd(token)
                : value.getEndMark().getIndex();
    }

    /** Whether a position is inside a scalar's text, so that a {@code #} there begins no comment. */
    public boolean isInScalar(int codePoint) {
        Map.Entry<Integer, ScalarToken> token = byStart.floorEntry(codePoint);
        return token != null
                && codePoint < token.getValue().getEndMark().getIndex()
                && !(isBlock(token.getValue())
                        && file.line(file.offset(codePoint))
                                == token.getValue().getStartMark().getLine() + 1);
    }

    private int headerEnd(ScalarToken token) {
        int start = token.getStartMark().getIndex();
        String header = file.restOfLine(start);
        return start + header.length() - header.replaceFirst("[|>][-+0-9]*", "").length();
    }

    private static boolean isBlock(ScalarToken token) {
        return token.getStyle() == ScalarStyle.LITERAL || token.getStyle() == ScalarStyle.FOLDED;
    }

    private GitopsException refused(Node node, String reason) {
        return FileProblems.at(file.at(node), "cannot be edited in place: " + reason, "Write the value on its line");
    }
}
