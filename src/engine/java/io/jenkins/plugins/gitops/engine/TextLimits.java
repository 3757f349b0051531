package io.jenkins.plugins.gitops.engine;

/**
 * How long a text may be that comes from outside: from a commit, a manifest, a program or a person. It is measured before
 * anything else is done with it, so no pattern and no parser ever sees a longer one. Lengths are in characters as Java
 * counts them (UTF-16), where nothing else is said.
 */
public final class TextLimits {

    /** An image's name with its registry: 255, as distribution/reference has it ({@code NameTotalLengthMax}). */
    public static final int IMAGE_NAME = 255;

    /** An image's tag: 128, as the OCI distribution specification has it. */
    public static final int IMAGE_TAG = 128;

    /** A whole image reference: name, tag, and a SHA-256 digest, with their separators. */
    public static final int IMAGE_REFERENCE = IMAGE_NAME + 1 + IMAGE_TAG + 1 + "sha256:".length() + 64;

    /**
     * A commit's message: 131,072, twice what the usual hosts take as the text of a merged change request. A longer one is
     * no delivery's.
     */
    public static final int COMMIT_MESSAGE = 128 * 1024;

    /** One trailer of a commit, with what continues it: 4,096; the longest of a delivery's are URLs. */
    public static final int TRAILER = 4096;

    /** The bytes of a commit object that are read: 1 MiB, and its parents, author and committer in any case. What follows is left out. */
    public static final int COMMIT_BYTES = 1024 * 1024;

    /** A path in a repository: 4,096, as Linux has it ({@code PATH_MAX}). */
    public static final int PATH = 4096;

    /** A line that a program writes, in its log: 65,536. A longer one is passed on in pieces of this length. */
    public static final int LINE = 64 * 1024;

    /** The file in which a builder leaves an image's digest, in bytes: 65,536. Docker lists one for each repository. */
    public static final int DIGEST_FILE = 64 * 1024;

    /** A person's name, or an e-mail address: 1,024. */
    public static final int PERSON = 1024;

    /** What an error or a log repeats of a text that it finds fault with: 100. */
    public static final int SHOWN = 100;

    private TextLimits() {}
}
