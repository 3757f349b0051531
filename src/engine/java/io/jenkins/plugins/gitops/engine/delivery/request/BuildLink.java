package io.jenkins.plugins.gitops.engine.delivery.request;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of the build that asked for a delivery. A Jenkins build's URL ends with its number, so two builds of one job can
 * be ordered by what is in Git alone.
 *
 * @param url without user information
 */
public record BuildLink(String url) {

    public BuildLink {
        url = PublicUrl.of(url);
    }

    private static final Pattern NUMBERED = Pattern.compile("(.*/)(\\d{1,9})/?");

    /** The job's URL, when the build's ends with a number. */
    public Optional<String> job() {
        Matcher matcher = NUMBERED.matcher(url);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The build's number within its job. */
    public Optional<Integer> number() {
        Matcher matcher = NUMBERED.matcher(url);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(2))) : Optional.empty();
    }
}
