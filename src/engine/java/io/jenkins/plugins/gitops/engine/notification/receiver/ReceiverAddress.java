package io.jenkins.plugins.gitops.engine.notification.receiver;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The address of a receiver, as an administrator gave it. It may be a secret itself, so no error repeats it. */
public final class ReceiverAddress {

    private static final int LONGEST = 2000;

    /** What is shorter is a word, as {@code hooks} or {@code v1}. */
    private static final int SHORTEST_SECRET = 8;

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

    /**
     * What of an address may be what lets us in, as a server may repeat it: all of it, its path and query, and each segment and
     * each value of the query that is long enough to be a secret. Encoded as in the address, and as it is meant.
     */
    static Set<String> secretParts(URI address) {
        String path = Objects.requireNonNullElse(address.getRawPath(), "");
        String query = Objects.requireNonNullElse(address.getRawQuery(), "");
        List<String> parts = new ArrayList<>(List.of(path, query));
        parts.addAll(List.of(path.split("/")));
        for (String pair : query.split("&")) {
            parts.add(pair.substring(pair.indexOf('=') + 1));
        }
        Set<String> secrets = new LinkedHashSet<>();
        parts.stream()
                .filter(part -> part.length() >= SHORTEST_SECRET)
                .forEach(part -> secrets.addAll(List.of(address.toString(), part, decoded(part))));
        return secrets;
    }

    private static String decoded(String part) {
        // A plus stands for a blank in forms alone.
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A path below it, whether or not it ends with a slash. */
    static URI below(URI address, String path) {
        String base = address.toString();
        return URI.create((base.endsWith("/") ? base : base + "/") + path);
    }
}
