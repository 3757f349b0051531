package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/**
 * One branch of one remote repository. The URL holds no secret: a user's name or password in an {@code http} address, a
 * password in any other, a query and a fragment are refused, and never repeated in the error.
 *
 * @param url {@code http(s)://}, {@code ssh://}, {@code git://}, {@code file:///}, or {@code user@host:path} as scp
 *     writes it
 * @param branch the short name, {@code main}, by the rules of git-check-ref-format
 */
public record GitRemote(String url, String branch) {

    private static final Pattern WITH_SCHEME = Pattern.compile(
            "(https?|ssh|git)://(?:([^/@]*)@)?"
                    + "(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*))(?::([0-9]{1,5}))?(/.+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern LIKE_SCP =
            Pattern.compile("(?:([A-Za-z0-9._-]+)@)?([A-Za-z0-9][A-Za-z0-9._-]+):([^:].*)");
    private static final Pattern LOCAL = Pattern.compile("file://(/.*)");
    private static final Pattern SSH_USER = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern UNSAFE = Pattern.compile("\\s|^-|://[^/]*@.*@");
    private static final Map<String, String> DEFAULT_PORTS =
            Map.of("http", "80", "https", "443", "ssh", "22", "git", "9418");

    /** @throws GitopsException when the URL or the branch cannot be one, or the URL holds a secret */
    public GitRemote {
        canonical(url);
        if (branch.startsWith(Constants.R_REFS)
                || !Repository.isValidRefName(Constants.R_HEADS + branch)
                || !ShownText.isLine(branch)) {
            throw new GitopsException("'" + branch + "' is not a branch", "Give the short name, for example main");
        }
    }

    /**
     * The URL in a form that can be compared: scheme and host in lower case, without the default port, a trailing
     * slash or {@code .git}, {@code user@host:path} as an {@code ssh://} address. Not for connecting.
     */
    public String key() {
        return canonical(url);
    }

    /** The server's name or address, in lower case; empty for a folder. */
    public Optional<String> host() {
        Matcher network = WITH_SCHEME.matcher(key());
        return network.matches() ? Optional.of(network.group(3)) : Optional.empty();
    }

    /** The branch's full name, {@code refs/heads/main}. */
    public String ref() {
        return Constants.R_HEADS + branch;
    }

    /** Whether the connection speaks HTTP, with or without TLS. */
    public boolean overHttp() {
        return url.regionMatches(true, 0, "http", 0, 4);
    }

    /** Whether it needs SSH, and so a private key. */
    public boolean overSsh() {
        return key().startsWith("ssh://");
    }

    private static String canonical(String url) {
        if (UNSAFE.matcher(url).find() || !ShownText.isLine(url)) {
            throw malformed();
        }
        Matcher local = LOCAL.matcher(url);
        if (local.matches()) {
            return "file://" + withoutSuffix(local.group(1));
        }
        Matcher network = WITH_SCHEME.matcher(url);
        if (network.matches()) {
            return network(network);
        }
        Matcher scp = LIKE_SCP.matcher(url);
        // Without a user before it, an at sign behind the colon means user:password@host.
        if (!url.contains("://") && scp.matches() && (scp.group(1) != null || url.indexOf('@') < 0)) {
            String user = scp.group(1) == null ? "" : scp.group(1) + "@";
            String path = scp.group(3);
            return "ssh://" + user + scp.group(2).toLowerCase(Locale.ROOT) + (path.startsWith("/") ? "" : "/")
                    + withoutSuffix(path);
        }
        throw malformed();
    }

    private static String network(Matcher parts) {
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String user = parts.group(2);
        boolean userAllowed =
                scheme.equals("ssh") && user != null && SSH_USER.matcher(user).matches();
        if (user != null && !userAllowed) {
            throw new GitopsException(
                    "The repository's URL holds a user name or a password",
                    "Write the URL without them, and give them as the remote's credentials");
        }
        String path = parts.group(5);
        if (path.contains("?") || path.contains("#")) {
            throw new GitopsException(
                    "The repository's URL has a query or a fragment, which may hold a secret",
                    "Write the URL up to the repository's path, and give secrets as the remote's credentials");
        }
        String port = parts.group(4);
        boolean plain = port == null || port.equals(DEFAULT_PORTS.get(scheme));
        return scheme + "://" + (user == null ? "" : user + "@")
                + parts.group(3).toLowerCase(Locale.ROOT) + (plain ? "" : ":" + port) + withoutSuffix(path);
    }

    private static String withoutSuffix(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        String bare = path.substring(0, end);
        return bare.endsWith(Constants.DOT_GIT_EXT) ? bare.substring(0, bare.length() - 4) : bare;
    }

    // The text is not repeated: what does not parse may hold a secret in a place that nobody thought of.
    private static GitopsException malformed() {
        return new GitopsException(
                "The repository's URL is not one that Git can use",
                "Write it as https://host/path.git, ssh://user@host/path.git, user@host:path.git, git://host/path or"
                        + " file:///path");
    }

    @Override
    public String toString() {
        return url + " (" + branch + ")";
    }
}
