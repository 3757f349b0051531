package io.jenkins.plugins.gitops.pages.delivery;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Git hosts whose addresses of commits are known. */
enum CommitUrlHost {
    GITHUB("github\\.com|github\\.[^/:]+", "/commit/"),
    GITLAB("gitlab\\.com|gitlab\\.[^/:]+", "/-/commit/"),
    GITEA("gitea\\.com|gitea\\.[^/:]+|codeberg\\.org", "/commit/"),
    BITBUCKET("bitbucket\\.org", "/commits/");

    /** A canonical URL, as {@code GitRemote.key()} returns it: over HTTPS, or SSH at the standard port. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:https://(?<web>[^/@]+)|ssh://(?:[^/@]+@)?(?<ssh>[^/@:]+))(?<path>/[^/]+/.+)");

    private final Pattern host;
    private final String infix;

    CommitUrlHost(String host, String infix) {
        this.host = Pattern.compile("(?:" + host + ")(?::[0-9]+)?");
        this.infix = infix;
    }

    /** @param key the repository's canonical URL */
    static Optional<String> commit(String key, Revision revision) {
        Matcher address = ADDRESS.matcher(key);
        if (!address.matches()) {
            return Optional.empty();
        }
        String host = address.group("web") == null ? address.group("ssh") : address.group("web");
        return Arrays.stream(values())
                .filter(known -> known.host.matcher(host).matches())
                .map(known -> "https://" + host + address.group("path") + known.infix + revision)
                .findFirst();
    }
}
