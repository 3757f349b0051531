package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.URI;
import java.net.URISyntaxException;

/** The address of a receiver, as an administrator gave it. It may be a secret itself, so no error repeats it. */
public final class ReceiverAddress {

    private static final int LONGEST = 2000;

    private ReceiverAddress() {}

    /**
     * Reads one.
     *
     * @param plainHttp whether it may be without TLS
     * @throws GitopsException when it is no address of HTTP, holds a user or a fragment, or is without TLS and may not be
     */
    public static URI parse(String text, boolean plainHttp) {
        URI address = read(text);
        String scheme = String.valueOf(address.getScheme());
        boolean http = scheme.equalsIgnoreCase("http");
        if (!http && !scheme.equalsIgnoreCase("https") || address.getHost() == null) {
            throw none();
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw new GitopsException(
                    "The address of a receiver holds a user, a password or a fragment",
                    "Write it without, and give the credential as such");
        }
        if (http && !plainHttp) {
            throw new GitopsException(
                    "The address of a receiver is without TLS, so others could read what goes there",
                    "Use its https address; or, where nobody else is on the way, allow it: plainHttp: true");
        }
        return address;
    }

    private static URI read(String text) {
        try {
            if (text.length() > LONGEST) {
                throw none();
            }
            return new URI(text);
        } catch (URISyntaxException e) {
            throw none();
        }
    }

    private static GitopsException none() {
        return new GitopsException(
                "The address of a receiver is none of HTTP",
                "Write it as https://host/path, of up to 2,000 characters");
    }

    /** A path below it, whether or not it ends with a slash. */
    static URI below(URI address, String path) {
        String base = address.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + path);
    }
}
