package io.jenkins.plugins.gitops.engine.delivery.history;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestSource;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a commit says of its delivery, as trailers ({@code git interpret-trailers}). This is the record in Git: names and
 * forms never change. They prove nothing by themselves, since anybody who may commit can write them.
 *
 * @param id {@code Gitops-Deploy-Id}
 * @param target {@code Gitops-Application}, {@code Gitops-Environment}
 * @param manifests {@code Gitops-Manifests}, the path of the manifests from the repository's root, {@code .} for the root, and
 *     {@code Gitops-Values}, a chart's values files in their order, one line each; commits of earlier versions and removals
 *     do not say it
 * @param namespace {@code Gitops-Namespace}, where the inventory is; commits of earlier versions and removals do not say it
 * @param images {@code Gitops-Image}, one line each; none where manifests alone were delivered, and in a removal
 * @param charts {@code Gitops-Chart}, the charts of registries that its chart depends on, one line each
 * @param source {@code Gitops-Source}, repository@commit
 * @param build {@code Gitops-Build}, a URL
 * @param rollbackOf {@code Gitops-Rollback-Of}: the delivery that this one rolls back
 * @param rollbackTo {@code Gitops-Rollback-To}: the delivery whose files of the manifests a rollback puts back
 * @param promotedFrom {@code Gitops-Promoted-From}: the delivery of another environment whose images these are
 * @param previous {@code Gitops-Previous}: the delivery before this one of the same application and environment, and
 *     how it ended; {@code Gitops-Previous-Ended}: when
 */
public record DeployTrailers(
        DeployId id,
        DeliveryTarget target,
        Optional<ManifestSource> manifests,
        Optional<String> namespace,
        List<ImageReference> images,
        List<String> charts,
        Optional<DeliverySource> source,
        Optional<BuildLink> build,
        Optional<DeployId> rollbackOf,
        Optional<DeployId> rollbackTo,
        Optional<DeployId> promotedFrom,
        Optional<Previous> previous) {

    public DeployTrailers {
        images = List.copyOf(images);
        charts = List.copyOf(charts);
    }

    /** Without a namespace, of a delivery that puts no files back. */
    public DeployTrailers(
            DeployId id,
            DeliveryTarget target,
            Optional<ManifestSource> manifests,
            List<ImageReference> images,
            Optional<DeliverySource> source,
            Optional<BuildLink> build,
            Optional<DeployId> rollbackOf,
            Optional<DeployId> promotedFrom,
            Optional<Previous> previous) {
        this(
                id,
                target,
                manifests,
                Optional.empty(),
                images,
                List.of(),
                source,
                build,
                rollbackOf,
                Optional.empty(),
                promotedFrom,
                previous);
    }

    /** The same, to this namespace. */
    public DeployTrailers to(String name) {
        return with(manifests, Optional.of(name), charts, rollbackTo);
    }

    /** The same, with the delivery whose files it puts back. */
    public DeployTrailers restoring(Optional<DeployId> earlier) {
        return with(manifests, namespace, charts, earlier);
    }

    /** The same, of these charts of registries. */
    public DeployTrailers of(List<String> pulled) {
        return with(manifests, namespace, pulled, rollbackTo);
    }

    private DeployTrailers with(
            Optional<ManifestSource> where, Optional<String> place, List<String> pulled, Optional<DeployId> earlier) {
        return new DeployTrailers(
                id, target, where, place, images, pulled, source, build, rollbackOf, earlier, promotedFrom, previous);
    }

    /** The trailer that makes a commit a delivery's. */
    public static final String ID = "Gitops-Deploy-Id";

    public static final String APPLICATION = "Gitops-Application";
    public static final String ENVIRONMENT = "Gitops-Environment";
    private static final String MANIFESTS = "Gitops-Manifests";
    private static final String VALUES = "Gitops-Values";
    private static final String NAMESPACE = "Gitops-Namespace";
    private static final String IMAGE = "Gitops-Image";
    private static final String CHART = "Gitops-Chart";
    private static final String SOURCE = "Gitops-Source";
    private static final String BUILD = "Gitops-Build";
    public static final String ROLLBACK_OF = "Gitops-Rollback-Of";
    private static final String ROLLBACK_TO = "Gitops-Rollback-To";
    private static final String PROMOTED_FROM = "Gitops-Promoted-From";
    private static final String PREVIOUS = "Gitops-Previous";
    private static final String PREVIOUS_ENDED = "Gitops-Previous-Ended";

    /**
     * The delivery before, and its result.
     *
     * @param id its id
     * @param result how it ended
     * @param ended when, in whole seconds; commits of earlier versions do not say it
     */
    public record Previous(DeployId id, DeliveryResult result, Optional<Instant> ended) {

        /** As the cluster remembers it; empty when nothing ended there. */
        public static Optional<Previous> of(InventoryState before) {
            return before.deployId().flatMap(id -> before.result()
                    .map(result -> new Previous(new DeployId(id), new DeliveryResult(result), before.updated())));
        }

        /** From its request to its end; empty when the end is not known, or the clocks contradict each other. */
        public Optional<Duration> duration() {
            return ended.map(end -> Duration.between(id.requested().truncatedTo(ChronoUnit.SECONDS), end))
                    .filter(time -> !time.isNegative());
        }
    }

    /** The same with these manifests where it says none. */
    DeployTrailers in(ManifestSource usual) {
        return manifests.isPresent() ? this : with(Optional.of(usual), namespace, charts, rollbackTo);
    }

    /** Whether this is a removal, which names neither images nor manifests. A delivery of manifests alone has no images. */
    public boolean isRemoval() {
        return images.isEmpty() && manifests.isEmpty();
    }

    /** As trailers, in a fixed order. */
    public List<Trailer> toTrailers() {
        List<Trailer> trailers = new ArrayList<>();
        trailers.add(new Trailer(ID, id.value()));
        trailers.add(new Trailer(APPLICATION, target.application()));
        trailers.add(new Trailer(ENVIRONMENT, target.environment()));
        manifests.ifPresent(where -> {
            trailers.add(new Trailer(MANIFESTS, where.path().isEmpty() ? "." : where.path()));
            where.values().forEach(file -> trailers.add(new Trailer(VALUES, file)));
        });
        namespace.ifPresent(name -> trailers.add(new Trailer(NAMESPACE, name)));
        images.forEach(image -> trailers.add(new Trailer(IMAGE, image.toString())));
        charts.forEach(chart -> trailers.add(new Trailer(CHART, chart)));
        source.ifPresent(s -> trailers.add(new Trailer(SOURCE, s.text())));
        build.ifPresent(b -> trailers.add(new Trailer(BUILD, b.url())));
        rollbackOf.ifPresent(of -> trailers.add(new Trailer(ROLLBACK_OF, of.value())));
        rollbackTo.ifPresent(to -> trailers.add(new Trailer(ROLLBACK_TO, to.value())));
        promotedFrom.ifPresent(from -> trailers.add(new Trailer(PROMOTED_FROM, from.value())));
        previous.ifPresent(p -> trailers.add(new Trailer(PREVIOUS, p.id() + " " + p.result())));
        previous.flatMap(Previous::ended)
                .ifPresent(ended -> trailers.add(new Trailer(PREVIOUS_ENDED, ended.toString())));
        return trailers;
    }

    /** Reads a commit's message; empty when it is no delivery's, or one that was written by hand and is malformed. */
    public static Optional<DeployTrailers> from(CommitMessage message) {
        try {
            Optional<String> id = value(message, ID);
            Optional<String> application = value(message, APPLICATION);
            Optional<String> environment = value(message, ENVIRONMENT);
            if (id.isEmpty() || application.isEmpty() || environment.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new DeployTrailers(
                    new DeployId(id.get()),
                    new DeliveryTarget(application.get(), environment.get()),
                    value(message, MANIFESTS).map(path -> new ManifestSource(path, message.values(VALUES))),
                    value(message, NAMESPACE).filter(DnsLabel::matches),
                    message.values(IMAGE).stream().map(ImageReference::parse).toList(),
                    message.values(CHART),
                    value(message, SOURCE).flatMap(DeliverySource::parse),
                    value(message, BUILD).map(BuildLink::new),
                    value(message, ROLLBACK_OF).map(DeployId::new),
                    value(message, ROLLBACK_TO).map(DeployId::new),
                    value(message, PROMOTED_FROM).map(DeployId::new),
                    value(message, PREVIOUS)
                            .map(text -> previous(
                                    text, value(message, PREVIOUS_ENDED).flatMap(DeployTrailers::time)))));
        } catch (GitopsException e) {
            return Optional.empty();
        }
    }

    /** Whether a commit is the one of this delivery. */
    public static Predicate<CommitMessage> naming(DeployId id) {
        return message ->
                from(message).filter(trailers -> trailers.id().equals(id)).isPresent();
    }

    /** Whether a commit is one of this target's, without reading all that it says. */
    static boolean areOf(CommitMessage message, DeliveryTarget target) {
        return value(message, APPLICATION).filter(target.application()::equals).isPresent()
                && value(message, ENVIRONMENT)
                        .filter(target.environment()::equals)
                        .isPresent();
    }

    /** As above; also true where it does not say whose it is. */
    static boolean mayBeOf(CommitMessage message, DeliveryTarget target) {
        return value(message, APPLICATION).map(target.application()::equals).orElse(true)
                && value(message, ENVIRONMENT).map(target.environment()::equals).orElse(true);
    }

    private static Previous previous(String text, Optional<Instant> ended) {
        String[] parts = text.split(" ", 2);
        return new Previous(new DeployId(parts[0]), new DeliveryResult(parts.length > 1 ? parts[1] : ""), ended);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException writtenByHand) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(CommitMessage message, String key) {
        for (Trailer trailer : message.trailers()) {
            if (trailer.is(key)) {
                return Optional.of(trailer.value());
            }
        }
        return Optional.empty();
    }
}
