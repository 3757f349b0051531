package io.jenkins.plugins.gitops.engine.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Arrays;

/** Reads the digest of what was pushed out of what the builders leave behind. */
public final class PushedDigest {

    private PushedDigest() {}

    /** From the file that buildah and podman write with {@code --digestfile}. */
    public static ImageReference fromDigestFile(ImageReference target, String content) {
        return target.withDigest(new ImageDigest(content.strip()));
    }

    /**
     * From {@code docker image inspect --format '{{json .RepoDigests}}'}: a list of name@digest, of which the one of the
     * target's repository is meant (an image pushed to two registries has two).
     */
    public static ImageReference fromInspection(ImageReference target, String output) {
        try {
            return Arrays.stream(new ObjectMapper().readValue(output.strip(), String[].class))
                    .map(ImageReference::parse)
                    .filter(target::sameRepository)
                    .findFirst()
                    .flatMap(ImageReference::digest)
                    .map(target::withDigest)
                    .orElseThrow(() -> unreadable(target, null));
        } catch (JsonProcessingException e) {
            throw unreadable(target, e);
        }
    }

    private static GitopsException unreadable(ImageReference target, Exception cause) {
        return new GitopsException(
                "docker pushed " + target + " but does not tell its digest",
                "Look at 'docker image inspect " + target + "'; RepoDigests has to name it",
                cause);
    }
}
