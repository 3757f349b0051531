package io.jenkins.plugins.gitops.engine.manifest.image;

import io.jenkins.plugins.gitops.engine.manifest.yaml.FileLocation;
import io.jenkins.plugins.gitops.engine.manifest.yaml.FileProblems;
import io.jenkins.plugins.gitops.engine.manifest.yaml.NodePath;
import io.jenkins.plugins.gitops.engine.manifest.yaml.ScalarEdits;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** The values of a file that have an {@link ImageMarker}. */
final class MarkedImages {

    private MarkedImages() {}

    /**
     * The marked values, each as a field of its own.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException with file and line, when a marker is malformed, or
     *     there is no value before it in its line
     */
    static List<ImageField> in(YamlFile file, ScalarEdits edits) {
        List<ImageField> imageFields = new ArrayList<>();
        if (ImageMarker.find(file.text(), 0) < 0 || file.isJson()) {
            return imageFields;
        }
        List<Integer> markers = markers(file, edits);
        NodePath.roots(file).stream()
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
