package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.util.regex.Pattern;

/**
 * A URL without secrets, for commits, records and pages. When a checkout or a server is configured as
 * {@code https://user:token@host/}, a deploy must not publish the token.
 */
final class PublicUrl {

    /** Up to the last at sign of the authority: an unescaped one in a password is part of it. */
    private static final Pattern HTTP_USER = Pattern.compile("^(?i)(https?://)[^/?#]*@");

    private static final Pattern OTHER_PASSWORD = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://[^/:@]*):[^/]*@");

    private PublicUrl() {}

    /** Without user and password where it is HTTP, without the password elsewhere: ssh needs its user. */
    static String of(String url) {
        return ShownText.line(OTHER_PASSWORD
                .matcher(HTTP_USER.matcher(url).replaceFirst("$1"))
                .replaceFirst("$1@"));
    }
}
