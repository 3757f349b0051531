package io.jenkins.plugins.gitops.engine.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a person can do now. The words are in what webhooks get: they never change. */
public enum NextStep {
    /** Correct what is wrong, and deliver that. */
    MEND,
    /** Go back to the last healthy delivery by hand. */
    ROLL_BACK,
    /** Let what was rolled back be delivered again. */
    RELEASE_HOLD,
    /** Go on with a delivery whose end nobody knows. */
    RESUME,
    /** Make the cluster equal to Git again. */
    SYNC,
    /** Say yes or no. */
    APPROVE;

    /** Lower case, with dashes: {@code roll-back}. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    static NextStep of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
