package io.jenkins.plugins.gitops.engine.parts;

import java.time.Duration;
import java.util.Locale;

/**
 * How a container behaves under the {@link KubeletStandIn}. Written, in an image's label or a pod's annotation, as
 * {@code crash}, {@code never-ready}, {@code exit-0}, {@code exit-1}, {@code pull-error}, {@code unschedulable} or
 * {@code slow=SECONDS}.
 *
 * @param kind what it does
 * @param delay how long it takes to become ready
 */
record ContainerBehaviour(Kind kind, Duration delay) {

    /** The image label that carries it. */
    static final String LABEL = "io.jenkins.gitops.stand-in";

    /** The pod annotation that carries it, stronger than the label. */
    static final String ANNOTATION = "gitops.jenkins.io/stand-in";

    static final ContainerBehaviour RUN = new ContainerBehaviour(Kind.RUN, Duration.ZERO);

    enum Kind {
        RUN,
        CRASH,
        NEVER_READY,
        EXIT_0,
        EXIT_1,
        PULL_ERROR,
        UNSCHEDULABLE
    }

    /**
     * An empty text is an ordinary container: a label that a build argument left empty.
     *
     * @throws IllegalArgumentException for a word that is none of the above
     */
    static ContainerBehaviour parse(String text) {
        if (text.isEmpty()) {
            return RUN;
        }
        if (text.startsWith("slow=")) {
            return new ContainerBehaviour(
                    Kind.RUN, Duration.ofSeconds(Long.parseLong(text.substring("slow=".length()))));
        }
        return new ContainerBehaviour(Kind.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')), Duration.ZERO);
    }
}
