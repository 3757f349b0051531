package io.jenkins.plugins.gitops.cli.drift;

import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRule;
import io.jenkins.plugins.gitops.engine.cluster.desired.IgnoreRules;
import java.util.List;
import picocli.CommandLine.Option;

/** Fields that are left to others. */
public final class IgnoreOption {

    @Option(
            names = "--ignore",
            paramLabel = "GROUP/KIND:POINTER",
            description = "A field that is left to others: it is no drift, and is not put back, such as"
                    + " apps/Deployment:/spec/replicas; with /NAME or /NAMESPACE/NAME behind the kind for one object. In"
                    + " a list, a part of the pointer is the name of a member or its position, and * stands for each."
                    + " May be repeated.")
    private List<IgnoreRule> rules = List.of();

    public IgnoreRules rules() {
        return IgnoreRules.of(rules);
    }
}
