package io.jenkins.plugins.gitops.engine.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What happened. The words are in configurations and in what webhooks get: they never change. */
public enum EventKind {
    /** A delivery was asked for and has begun. */
    STARTED,
    /** It became healthy. */
    HEALTHY,
    /** It did not, and what it brought is still there; or nobody knows how it ended. */
    FAILED,
    /** It did not, and the environment went back to the last healthy state. */
    ROLLED_BACK,
    /** It was refused, as what it brings was rolled back before. */
    HELD,
    /** It became healthy after one that had not. */
    RECOVERED,
    /** It ended and changed nothing: refused, superseded, or aborted before its commit. */
    NOT_DELIVERED,
    /** The cluster is not as Git says. */
    DRIFT,
    /** After that, it is as Git says again. */
    DRIFT_ENDED,
    /** A build waits for a person who lets it deliver. */
    APPROVAL,
    /** After that, it waits no more: the person has answered, or the build has ended. */
    APPROVAL_ENDED,
    /** A person tries a receiver. */
    TEST;

    /** What asks somebody to do something, and that it is over: what is told where nobody said more. */
    public static final Set<EventKind> NEEDING_PEOPLE =
            Set.copyOf(EnumSet.of(FAILED, ROLLED_BACK, HELD, RECOVERED, DRIFT, APPROVAL));

    /** Lower case, with dashes: {@code rolled-back}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    static EventKind of(String word) {
        return named(word).orElseThrow(() -> new IllegalArgumentException("no event"));
    }

    /** Of a configuration; empty when there is none of that word. */
    public static Optional<EventKind> named(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** The words that a configuration may have. */
    public static List<String> words() {
        return Arrays.stream(values())
                .filter(kind -> kind != TEST)
                .map(EventKind::word)
                .toList();
    }

    /** Whether something is wrong with the environment, or with what was to come there. */
    public boolean isTrouble() {
        return this == FAILED || this == ROLLED_BACK || this == HELD || this == DRIFT;
    }

    /** Whether the environment is as it should be. */
    public boolean isGood() {
        return this == HEALTHY || this == RECOVERED;
    }
}
