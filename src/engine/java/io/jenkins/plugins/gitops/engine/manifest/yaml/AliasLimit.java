package io.jenkins.plugins.gitops.engine.manifest.yaml;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Limits how large a document becomes when its aliases are followed: a few lines of aliases can stand for billions of
 * nodes. One instance counts during one reading of one document, and throws beyond the {@link YamlLimits}.
 */
public final class AliasLimit {

    private final YamlFile file;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int repeated;

    AliasLimit(YamlFile file) {
        this.file = file;
    }

    /**
     * Checks a file before all of its nodes are walked through.
     *
     * @throws GitopsException with file and line, when it is beyond the limits
     */
    public static void check(YamlFile file) {
        file.documents().forEach(document -> new AliasLimit(file).follow(document));
    }

    private void follow(Node node) {
        if (node instanceof ScalarNode scalar) {
            scalar(scalar);
            return;
        }
        enter(node);
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(this::follow);
        } else {
            ((MappingNode) node).getValue().forEach(pair -> {
                if (!(pair.getKeyNode() instanceof ScalarNode)) {
                    follow(pair.getKeyNode());
                }
                follow(pair.getValueNode());
            });
        }
        leave(node);
    }

    /** A scalar is read. */
    void scalar(ScalarNode scalar) {
        count(scalar, scalar.getValue().length());
    }

    /** The reading of a mapping or sequence begins. */
    void enter(Node node) {
        count(node, 0);
        if (open.size() >= YamlLimits.DEPTH) {
            throw at(node, "nested deeper than " + YamlLimits.DEPTH + " levels", "Flatten it");
        }
        if (!open.add(node)) {
            throw at(node, "an alias refers to what contains it", "Write the value out");
        }
    }

    /** The reading of a mapping or sequence ends. */
    void leave(Node node) {
        open.remove(node);
    }

    /** Counts what is read a second time, which only happens through aliases. */
    private void count(Node node, int characters) {
        if (!seen.add(node)) {
            repeated += YamlLimits.NODE + characters;
        }
        if (repeated > YamlLimits.REPEATED) {
            throw at(node, "with its aliases followed, the document is too large", "Write fewer aliases");
        }
    }

    private GitopsException at(Node node, String problem, String remedy) {
        return FileProblems.at(file.at(node), problem, remedy);
    }
}
