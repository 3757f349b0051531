package io.jenkins.plugins.gitops.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.account.ServiceAccountName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code gitops kubeconfig} made, or would make, as its JSON has it. The names never change. The token is in the kubeconfig
 * alone.
 *
 * @param account the ServiceAccount's name
 * @param role the ClusterRole whose rights it has in the namespace
 * @param changed whether it was done; otherwise it is only shown
 * @param objects that make it; none where only a token is wanted
 * @param made what became of each object, a line for people
 * @param file the kubeconfig
 * @param expires when the token ends; absent of one that never does, and where none was made
 */
public record MadeAccount(
        String namespace,
        String account,
        String role,
        boolean changed,
        List<ObjectNode> objects,
        List<String> made,
        Optional<String> file,
        Optional<Instant> expires) {

    public MadeAccount {
        objects = List.copyOf(objects);
        made = List.copyOf(made);
    }

    MadeAccount(
            ServiceAccountName name,
            String role,
            boolean changed,
            List<ObjectNode> objects,
            List<String> made,
            Optional<Path> file,
            Optional<Instant> expires) {
        this(name.namespace(), name.name(), role, changed, objects, made, file.map(Path::toString), expires);
    }
}
