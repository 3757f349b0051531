package io.jenkins.plugins.gitops.engine.manifest.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.manifest.yaml.YamlFile;
import java.util.List;
import java.util.function.Function;

/** A file's new content, and what changed in it; nothing, when there are no changes. */
record FileEdit(byte[] content, List<ImageChange> changes) {

    /**
     * Whether the new content is valid and has these values.
     *
     * @param path of the file
     * @param reader what its values are
     */
    boolean has(List<JsonNode> expected, String path, Function<YamlFile, List<JsonNode>> reader) {
        try {
            return expected.equals(reader.apply(YamlFile.parse(path, content)));
        } catch (GitopsException e) {
            return false;
        }
    }
}
