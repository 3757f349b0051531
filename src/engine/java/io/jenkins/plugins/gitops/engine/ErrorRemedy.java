package io.jenkins.plugins.gitops.engine;

/**
 * What a person may ask for when a delivery is refused without it. The engine's messages are read in a build's log and on
 * a terminal, and name the way of both: what the step or the configuration says in Jenkins, and the command's option.
 */
public enum ErrorRemedy {
    NEWER_MANIFESTS("allowNewerManifests: true in a Pipeline, --allow-newer-manifests on the command line"),
    RELEASED_HOLD("releaseHold: true in a Pipeline, --release-hold on the command line"),
    FORCED_CONFLICTS("forceConflicts of the environment in Jenkins, --force-conflicts on the command line"),
    HIGHER_PRUNE_LIMIT("pruneLimit of the environment in Jenkins, --prune-limit on the command line"),
    ADOPTION("adopt: true in a Pipeline, --adopt on the command line"),
    ADOPTION_FROM_HELM("adoptHelm: ['%1$s'] in a Pipeline, --adopt-helm %1$s on the command line"),
    REPLACEMENT("replace: ['%1$s'] in a Pipeline, --replace %1$s on the command line"),
    REMOVAL_WITH_DATA("--include %1$s on the command line"),
    EARLIER_DELIVERY("rollbackTo: '%1$s' in a Pipeline, --to %1$s on the command line");

    private final String words;

    ErrorRemedy(String words) {
        this.words = words;
    }

    /** How it is asked for, for people. */
    public String words() {
        return words;
    }

    /** The same of what it has to name. */
    public String words(String named) {
        return words.formatted(named);
    }
}
