package io.jenkins.plugins.gitops.engine.application;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An application of the file.
 *
 * @param path the folder that it is built from, from the repository's root; {@code ""} for all of it
 * @param inputs further paths that belong to it, such as a shared library's
 * @param dependsOn applications that are delivered before it
 * @param onlyIn the environments that it is delivered to; none where it is delivered to all
 * @param settings what is said of all its deliveries
 * @param environments what is said of those to one environment
 */
public record DeclaredApplication(
        String name,
        String path,
        List<String> inputs,
        Set<String> dependsOn,
        Set<String> onlyIn,
        Settings settings,
        Map<String, Settings> environments) {

    public DeclaredApplication {
        inputs = List.copyOf(inputs);
        dependsOn = Set.copyOf(dependsOn);
        onlyIn = Set.copyOf(onlyIn);
        environments = Map.copyOf(environments);
    }

    public boolean isDeliveredTo(String environment) {
        return onlyIn.isEmpty() || onlyIn.contains(environment);
    }
}
