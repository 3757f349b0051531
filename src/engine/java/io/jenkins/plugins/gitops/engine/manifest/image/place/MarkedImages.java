package io.jenkins.plugins.gitops.engine.manifest.image.place;

import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** The values of a file that have an {@link ImageMarker}. */
public final class MarkedImages {

    private MarkedImages() {}

    /**
     * The marked values, each as a field of its own.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with file and line, when a marker is malformed, or
     *     there is no value before it in its line
     */
    public static List<ImageField> in(YamlFile file, ScalarEdits edits) {
        return in(file, edits, NodePath.roots(file));
    }

    /** As {@link #in(YamlFile, ScalarEdits)}, of a file whose roots have a path of their own. */
    static List<ImageField> in(YamlFile file, ScalarEdits edits, List<NodePath> roots) {
        List<ImageField> imageFields = new ArrayList<>();
        if (ImageMarker.find(file.text(), 0) < 0 || file.isJson()) {
            return imageFields;
        }
        List<Integer> markers = markers(file, edits);
        roots.stream()
                .flatMap(NodePath::all)
                .filter(nodePath -> nodePath.isScalar()
                        && !nodePath.aliased()
                        && !nodePath.path().isEmpty())
                .forEach(nodePath -> behind(file, edits, nodePath.node()).ifPresent(comment -> {
                    int at = comment.start() + ImageMarker.find(comment.text(), 0);
                    FileLocation location = new FileLocation(file.path(), file.line(comment.start()));
                    ImageMarker.in(comment.text(), location).ifPresent(marker -> {
                        markers.remove((Integer) at);
                        imageFields.add(new ImageField(
                                Optional.of(marker.image()),
                                List.of(new ImageField.Slot(nodePath, marker.part())),
                                location));
                    });
                }));
        if (!markers.isEmpty()) {
            throw FileProblems.at(
                    new FileLocation(file.path(), file.line(markers.get(0))),
                    "the marker belongs to no value",
                    "Write it behind the value in its line, with nothing but blanks between them");
        }
        return imageFields;
    }

    /** The marked images, and of the others those of which no value has a marker: where there is one, it alone counts. */
    public static List<ImageField> before(List<ImageField> others, List<ImageField> marked) {
        Set<Node> claimed = Collections.newSetFromMap(new IdentityHashMap<>());
        marked.forEach(imageField ->
                imageField.slots().forEach(slot -> claimed.add(slot.nodePath().node())));
        Stream<ImageField> unmarked = others.stream().filter(imageField -> imageField.slots().stream()
                .noneMatch(slot -> claimed.contains(slot.nodePath().node())));
        return Stream.concat(marked.stream(), unmarked).toList();
    }

    /**
     * A comment.
     *
     * @param start its offset in the text
     */
    private record Comment(int start, String text) {}

    private static Optional<Comment> behind(YamlFile file, ScalarEdits edits, Node value) {
        int end = edits.lineEnd(value);
        String rest = file.restOfLine(end);
        String comment = rest.stripLeading();
        boolean isComment = comment.startsWith("#") && comment.length() < rest.length();
        return isComment
                ? Optional.of(new Comment(file.offset(end) + rest.length() - comment.length(), comment))
                : Optional.empty();
    }

    /** The offsets of all markers in comments; inside a scalar the same characters are text. */
    private static List<Integer> markers(YamlFile file, ScalarEdits edits) {
        List<Integer> markers = new ArrayList<>();
        for (int at = ImageMarker.find(file.text(), 0); at >= 0; at = ImageMarker.find(file.text(), at + 1)) {
            int line = Math.max(file.text().lastIndexOf('\n', at), 0);
            boolean behindHash = file.text().substring(line, at).contains("#");
            if (behindHash && !edits.isInScalar(file.text().codePointCount(0, at))) {
                markers.add(at);
            }
        }
        return markers;
    }
}
