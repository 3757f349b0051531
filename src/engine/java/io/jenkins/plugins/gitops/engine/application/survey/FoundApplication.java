package io.jenkins.plugins.gitops.engine.application.survey;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Something in a repository that can be delivered.
 *
 * @param name a DNS label, made of a folder's or chart's name
 * @param what a kustomization, a chart or plain manifests; for people
 * @param manifests as gitops.yaml has it, with {@code {environment}} where there is one for each
 * @param values values files of a chart, as gitops.yaml has them
 * @param environments those that have a folder or values file; none where all are the same
 * @param namespaces those that kustomizations set, by environment
 * @param namesNamespace whether plain manifests name namespaces, so that they can be in one environment of a cluster only
 * @param images written in it, without tags
 * @param dockerfile the folder of the Dockerfile that probably builds it
 */
public record FoundApplication(
        String name,
        String what,
        String manifests,
        List<String> values,
        SortedSet<String> environments,
        Map<String, String> namespaces,
        boolean namesNamespace,
        SortedSet<String> images,
        Optional<String> dockerfile) {

    public FoundApplication {
        values = List.copyOf(values);
        namespaces = Map.copyOf(namespaces);
    }
}
