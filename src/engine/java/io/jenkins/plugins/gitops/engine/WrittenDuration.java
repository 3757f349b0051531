package io.jenkins.plugins.gitops.engine;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as kubectl takes them: {@code 90s}, {@code 10m}, {@code 1h30m}. */
public final class WrittenDuration {

    private static final Pattern FORM = Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

    private WrittenDuration() {}

    /** @throws GitopsException when it is none */
    public static Duration parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(text, TextLimits.SHOWN) + "' is not a time", "Write 90s, 10m or 1h30m");
        }
        return Duration.ofHours(number(parts.group(1)))
                .plusMinutes(number(parts.group(2)))
                .plusSeconds(number(parts.group(3)));
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
