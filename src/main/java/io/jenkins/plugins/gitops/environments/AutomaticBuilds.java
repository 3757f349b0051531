package io.jenkins.plugins.gitops.environments;

/** Whether builds that no person started may deliver to an environment: those of a push, a timer or an index of branches. */
public enum AutomaticBuilds {
    /** Only where the environment names neither users nor groups. */
    UNLESS_NAMED,
    ALLOWED,
    REFUSED
}
