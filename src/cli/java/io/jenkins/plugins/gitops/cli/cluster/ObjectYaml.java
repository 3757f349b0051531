package io.jenkins.plugins.gitops.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Objects as YAML that people read, and kubectl. */
final class ObjectYaml {

    private ObjectYaml() {}

    /** With its fields in their order, and a line end behind the last. */
    static String of(JsonNode object) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        return new Yaml(options).dump(ClusterJson.MAPPER.convertValue(object, Map.class));
    }
}
