package io.jenkins.plugins.gitops.engine.git.transfer;

import java.nio.charset.StandardCharsets;

/**
 * Tells whether a Git server says at the begin of a conversation that its repository has SHA-256 ids (gitprotocol-capabilities,
 * "object-format"). JGit does not look: it reads such ids as shorter ones, or ends with whatever the server does then.
 *
 * <p>A capability stands behind a blank, or is a line of its own; the name of a branch has neither before it.
 */
final class ObjectFormat {

    private static final int LOOKED_AT = 4096;
    private static final String SHA256 = "object-format=sha256";

    private final StringBuilder begin = new StringBuilder();
    private boolean sha256;

    /** Whether it was said so far, up to these bytes, which came next. */
    boolean isSha256(byte[] bytes, int from, int count) {
        int looked = Math.min(count, LOOKED_AT - begin.length());
        if (looked > 0) {
            begin.append(new String(bytes, from, looked, StandardCharsets.ISO_8859_1));
            sha256 = begin.indexOf(" " + SHA256) >= 0 || begin.indexOf("\n0019" + SHA256 + "\n") >= 0;
        }
        return sha256;
    }
}
