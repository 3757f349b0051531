package io.jenkins.plugins.gitops.engine.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an image build needs to know.
 *
 * @param target name and tag under which the image is pushed; no digest, which is the result
 * @param context the folder whose files the Dockerfile may copy
 * @param dockerfile path of the Dockerfile
 * @param buildArgs values of the Dockerfile's {@code ARG}s; they end up in the image's history, so never a secret
 * @param labels labels to add
 * @param timestamp seconds since 1970 that every file and the image itself get, so that the same sources make the same
 *     digest; 0 or the time of the source commit
 * @param plainHttp whether the registry is spoken to without TLS
 */
public record ImageBuild(
        ImageReference target,
        String context,
        String dockerfile,
        SortedMap<String, String> buildArgs,
        SortedMap<String, String> labels,
        long timestamp,
        boolean plainHttp) {

    /** @throws GitopsException when the target carries a digest, or has no tag */
    public ImageBuild {
        if (target.digest().isPresent() || target.tag().isEmpty()) {
            throw new GitopsException(
                    "'" + target + "' is not a name and a tag to push an image under",
                    "Give registry.example/team/name:tag; the digest is the result of the build");
        }
        buildArgs = Collections.unmodifiableSortedMap(new TreeMap<>(buildArgs));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
