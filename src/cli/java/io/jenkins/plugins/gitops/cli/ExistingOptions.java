package io.jenkins.plugins.gitops.cli;

import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.desired.TakeoverPolicy;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What may be done to objects that are in the cluster already. */
final class ExistingOptions {

    @Option(
            names = "--adopt",
            description =
                    "Take over objects that 'kubectl apply' made. Fields that it set and that the manifests no longer"
                            + " have are removed.")
    private boolean adopt;

    @Option(
            names = "--adopt-helm",
            paramLabel = "KIND/NAME",
            description = "Take over this object from its Helm release; may be repeated.")
    private List<ObjectSelector> adoptHelm = List.of();

    @Option(
            names = "--replace",
            paramLabel = "KIND/NAME",
            description =
                    "Delete this object and create it again when an immutable field has to change; may be repeated. A name"
                            + " that no object of the delivery has is a warning.")
    private List<ObjectSelector> replace = List.of();

    TakeoverPolicy objects() {
        return new TakeoverPolicy(adopt, new TreeSet<>(adoptHelm), new TreeSet<>(replace));
    }
}
