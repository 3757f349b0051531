package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The comment that names a pinned image's tag: {@code # tag: 1.2}, right after the value. An existing one is kept up to
 * date or removed. Other comments in the line stay after it.
 */
final class TagComment {

    private static final Pattern OWN = Pattern.compile("[ \\t]+# tag: ([\\w.-]+)(?=[ \\t]|$)");
    private static final Pattern FREE = Pattern.compile("[ \\t]*(?:[ \\t]#.*)?");

    private TagComment() {}

    /** The edit that makes the comment after a value name that tag, or removes it; empty when there is nothing to change. */
    static Optional<TextEdit> set(YamlFile file, Node value, Optional<String> tag) {
        int end = value.getEndMark().getIndex();
        String rest = file.restOfLine(end);
        Matcher own = OWN.matcher(rest);
        if (own.lookingAt()) {
            TextEdit textEdit = tag.map(text -> new TextEdit(end + own.start(1), end + own.end(1), text))
                    .orElseGet(() -> new TextEdit(end, end + own.end(), ""));
            return Optional.of(textEdit);
        }
        boolean free = FREE.matcher(rest).matches() && !file.isJson();
        return tag.filter(text -> free).map(text -> new TextEdit(end, end, " # tag: " + text));
    }
}
