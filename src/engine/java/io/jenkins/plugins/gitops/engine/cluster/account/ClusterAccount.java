package io.jenkins.plugins.gitops.engine.cluster.account;

import java.util.List;
import java.util.Optional;

/**
 * Who the API server takes a credential for, and what that account lacks in a namespace.
 *
 * @param name as the server tells it; empty where it does not, as servers before 1.28 do not tell it an account that may do
 *     everything
 * @param missing rights that every delivery needs and the account does not have there: {@code patch deployments.apps}; empty
 *     also where the server cannot list its rights
 */
public record ClusterAccount(Optional<String> name, List<String> missing) {

    private static final String ANONYMOUS = "system:anonymous";

    public ClusterAccount {
        missing = List.copyOf(missing);
    }

    /** Whether the server knows nobody by this credential, and lets in whoever asks. */
    public boolean anonymous() {
        return name.filter(ANONYMOUS::equals).isPresent();
    }
}
