package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.yaml.TextEdit;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The comment that names a pinned image's tag: {@code # tag: 1.2}, next behind the value. Where it stands it is kept
 * true: it follows the image, or goes. Other comments of the line stay behind it.
 */
final class TagComment {

    private static final Pattern OWN = Pattern.compile("[ \\t]+# tag: ([\\w.-]+)(?=[ \\t]|$)");
    private static final Pattern FREE = Pattern.compile("[ \\t]*(?:[ \\t]#.*)?");

    private TagComment() {}

    /** What makes the comment behind a value name that tag, or go; empty when it does, or has no place there. */
    static Optional<TextEdit> set(YamlFile file, Node value, Optional<String> tag) {
        int end = value.getEndMark().getIndex();
        String rest = file.restOfLine(end);
        Matcher own = OWN.matcher(rest);
        if (own.lookingAt()) {
            TextEdit splice = tag.map(text -> new TextEdit(end + own.start(1), end + own.end(1), text))
                    .orElseGet(() -> new TextEdit(end, end + own.end(), ""));
            return Optional.of(splice);
        }
        boolean free = FREE.matcher(rest).matches() && !file.isJson();
        return tag.filter(text -> free).map(text -> new TextEdit(end, end, " # tag: " + text));
    }
}
