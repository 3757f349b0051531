package io.jenkins.plugins.gitops.engine;

/**
 * The option with which a person can allow what was refused. The engine's messages are read in a build's log and on a
 * terminal, so each text names both: the parameter of the step or configuration in Jenkins, and the command line's option.
 */
public enum ErrorRemedy {
    NEWER_MANIFESTS("allowNewerManifests: true in a Pipeline, --allow-newer-manifests on the command line"),
    OTHER_NAMESPACE("allowedNamespaces of the environment in Jenkins, --allow-namespace %1$s on the command line"),
    CLUSTER_SCOPED("clusterScoped of the environment in Jenkins, --allow-cluster-scoped on the command line"),
    MORE_TIME("timeoutSeconds in a Pipeline, --timeout on the command line"),
    PLAIN_HTTP("plainHttp of the registry in Jenkins, --plain-http on the command line"),
    NOTES("notes of the environment's commits in Jenkins, --notes on the command line"),
    NAMESPACE("namespace of the environment in Jenkins, --namespace %1$s on the command line"),
    NEW_PLACE("newPlace: true in a Pipeline, --new-place on the command line"),
    RELEASED_HOLD("releaseHold: true in a Pipeline, --release-hold on the command line"),
    FORCED_CONFLICTS("forceConflicts of the environment in Jenkins, --force-conflicts on the command line"),
    HIGHER_PRUNE_LIMIT("pruneLimit of the environment in Jenkins, --prune-limit on the command line"),
    ADOPTION("adopt: true in a Pipeline, --adopt on the command line"),
    ADOPTION_FROM_HELM("adoptHelm: ['%1$s'] in a Pipeline, --adopt-helm %1$s on the command line"),
    REPLACEMENT("replace: ['%1$s'] in a Pipeline, --replace %1$s on the command line"),
    REMOVAL_WITH_DATA("--include %1$s on the command line"),
    VALUES("values: ['%1$s'] in a Pipeline, --values %1$s on the command line"),
    EARLIER_DELIVERY("rollbackTo: '%1$s' in a Pipeline, --to-delivery %1$s on the command line");

    private final String words;

    ErrorRemedy(String words) {
        this.words = words;
    }

    /** The option as a message names it. */
    public String words() {
        return words;
    }

    /** The option as a message names it, with the name or id that it needs. */
    public String words(String named) {
        return words.formatted(named);
    }
}
