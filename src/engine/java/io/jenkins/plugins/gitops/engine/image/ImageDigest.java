package io.jenkins.plugins.gitops.engine.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import java.util.regex.Pattern;

/**
 * The digest of an image's manifest, {@code sha256:} and 64 lower-case hexadecimal digits (OCI image specification,
 * "Digests"). It names content, so an image pinned by it is the same bytes forever.
 */
public record ImageDigest(String value) {

    private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");

    private static final int LENGTH = "sha256:".length() + 64;

    /** @throws GitopsException when the text is not a sha256 digest */
    public ImageDigest {
        if (value.length() > LENGTH || !SHA256.matcher(value).matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(value, TextLimits.SHOWN) + "' is not an image digest",
                    "Give 'sha256:' and 64 lower-case hexadecimal digits, as the registry prints it");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
