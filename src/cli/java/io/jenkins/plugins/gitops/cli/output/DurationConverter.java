package io.jenkins.plugins.gitops.cli.output;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.WrittenDuration;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** Times as kubectl takes them: {@code 90s}, {@code 10m}, {@code 1h30m}. */
public final class DurationConverter {

    private DurationConverter() {}

    public static Duration parse(String text) {
        try {
            return WrittenDuration.parse(text);
        } catch (GitopsException e) {
            throw new TypeConversionException(e.getMessage() + ". " + e.remedy());
        }
    }

    /** Minutes and seconds for people. */
    public static String text(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return String.format("%.1f s", time.toMillis() / 1000.0);
        }
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
