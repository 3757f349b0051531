package io.jenkins.plugins.gitops.engine.image;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The input of an image build.
 *
 * @param target name and tag under which the image is pushed; no digest, which is the result
 * @param context the folder whose files the Dockerfile may copy
 * @param dockerfile path of the Dockerfile
 * @param buildArgs values of the Dockerfile's {@code ARG}s; they end up in the image's history, so never a secret
 * @param labels labels to add
 * @param timestamp seconds since 1970 that every file and the image itself get, so that the same sources make the same
 *     digest; 0 or the time of the source commit
 * @param plainHttp whether the registry is used without TLS
 * @param pull whether the images that it begins with are asked of their registries, also where the builder has them already
 */
public record ImageBuild(
        ImageReference target,
        String context,
        String dockerfile,
        SortedMap<String, String> buildArgs,
        SortedMap<String, String> labels,
        long timestamp,
        boolean plainHttp,
        boolean pull) {

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

    /** Of one that takes the images that it begins with as the builder has them. */
    public ImageBuild(
            ImageReference target,
            String context,
            String dockerfile,
            SortedMap<String, String> buildArgs,
            SortedMap<String, String> labels,
            long timestamp,
            boolean plainHttp) {
        this(target, context, dockerfile, buildArgs, labels, timestamp, plainHttp, false);
    }

    /** The same, with one more label. */
    public ImageBuild withLabel(String name, String value) {
        SortedMap<String, String> all = new TreeMap<>(labels);
        all.put(name, value);
        return new ImageBuild(target, context, dockerfile, buildArgs, all, timestamp, plainHttp, pull);
    }

    /** The same, of the images as their registries have them now. */
    public ImageBuild pulling() {
        return new ImageBuild(target, context, dockerfile, buildArgs, labels, timestamp, plainHttp, true);
    }

    /** The arguments that all builders understand as {@code docker build} does; the context is the last one. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--file", dockerfile, "--tag", target.toString()));
        buildArgs.forEach((name, value) -> arguments.addAll(List.of("--build-arg", name + "=" + value)));
        labels.forEach((name, value) -> arguments.addAll(List.of("--label", name + "=" + value)));
        arguments.add(context);
        return arguments;
    }
}
