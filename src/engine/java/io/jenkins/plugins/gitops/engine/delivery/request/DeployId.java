package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The id of one delivery, made before anything is done: a <a href="https://github.com/ulid/spec">ULID</a> in
 * lower case. It is unique without a central counter, sorts by the time of the request (milliseconds), and fits a label.
 */
public record DeployId(@JsonValue String value) implements Comparable<DeployId> {

    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final Pattern FORM = Pattern.compile("[0-7][0-9a-hjkmnp-tv-z]{25}");
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;
    private static final int BITS = 5;

    /** @throws GitopsException when the text is not a deploy id */
    @JsonCreator
    public DeployId {
        if (!isOne(value)) {
            throw new GitopsException(
                    "'" + ShownText.line(value, TextLimits.SHOWN) + "' is not a deploy id",
                    "Give the 26 characters that 'gitops history' prints");
        }
    }

    /** Whether a text, such as a file's name, has the form of a deploy id. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** A new id for a delivery requested at that time. */
    public static DeployId next(Instant requested, RandomGenerator random) {
        StringBuilder digits = new StringBuilder(TIME_DIGITS + RANDOM_DIGITS);
        long time = requested.toEpochMilli();
        for (int i = TIME_DIGITS - 1; i >= 0; i--) {
            digits.append(ALPHABET.charAt((int) (time >>> (BITS * i)) & (ALPHABET.length() - 1)));
        }
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            digits.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new DeployId(digits.toString());
    }

    /** When the delivery was requested, to the millisecond. */
    public Instant requested() {
        long time = 0;
        for (int i = 0; i < TIME_DIGITS; i++) {
            time = time << BITS | ALPHABET.indexOf(value.charAt(i));
        }
        return Instant.ofEpochMilli(time);
    }

    @Override
    public int compareTo(DeployId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
