package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The image build of a source commit. The image has the commit as a label, and its time, so that the same commit makes the same digest. */
public final class SourceImage {

    private static final String WITHOUT_SOURCE = "latest";

    private SourceImage() {}

    /**
     * The build of an image.
     *
     * @param name with the tag, or without: then the commit's first ten digits are the tag (with {@code
     *     -dirty}, where it is), {@code latest} without a commit
     * @param source what is built, where it is known
     * @param context the folder whose files the Dockerfile may copy
     * @param dockerfile path of the Dockerfile
     * @param buildArgs values of the Dockerfile's {@code ARG}s
     * @param plainHttp whether the registry is reached without TLS
     * @throws GitopsException when the name carries a digest
     */
    public static ImageBuild of(
            ImageReference name,
            Optional<DeliverySource> source,
            String context,
            String dockerfile,
            Map<String, String> buildArgs,
            boolean plainHttp) {
        String tag =
                name.tag().or(() -> source.map(DeliverySource::abbreviated)).orElse(WITHOUT_SOURCE);
        SortedMap<String, String> labels = new TreeMap<>();
        source.ifPresent(built -> {
            labels.put("org.opencontainers.image.revision", built.commit());
            labels.put("org.opencontainers.image.source", built.repository());
        });
        return new ImageBuild(
                new ImageReference(name.name(), Optional.of(tag), name.digest()),
                context,
                dockerfile,
                new TreeMap<>(buildArgs),
                labels,
                source.flatMap(DeliverySource::committed)
                        .map(Instant::getEpochSecond)
                        .orElse(0L),
                plainHttp);
    }
}
