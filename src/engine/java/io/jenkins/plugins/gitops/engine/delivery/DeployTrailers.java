package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.Trailer;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a commit says of its delivery, as trailers ({@code git interpret-trailers}). This is the record in Git: names and
 * forms never change. They prove nothing by themselves, since anybody who may commit can write them.
 *
 * @param id {@code Gitops-Deploy-Id}
 * @param target {@code Gitops-Application}, {@code Gitops-Environment}
 * @param images {@code Gitops-Image}, one line each
 * @param source {@code Gitops-Source}, repository@commit
 * @param build {@code Gitops-Build}, a URL
 * @param rollbackOf {@code Gitops-Rollback-Of}: the delivery that this one puts back
 * @param previous {@code Gitops-Previous}: the delivery before this one of the same application and environment, and
 *     how it ended
 */
public record DeployTrailers(
        DeployId id,
        Target target,
        List<ImageReference> images,
        Optional<Source> source,
        Optional<BuildLink> build,
        Optional<DeployId> rollbackOf,
        Optional<Previous> previous) {

    public DeployTrailers {
        images = List.copyOf(images);
    }

    /** The trailer that makes a commit a delivery's. */
    public static final String ID = "Gitops-Deploy-Id";

    private static final String APPLICATION = "Gitops-Application";
    private static final String ENVIRONMENT = "Gitops-Environment";
    private static final String IMAGE = "Gitops-Image";
    private static final String SOURCE = "Gitops-Source";
    private static final String BUILD = "Gitops-Build";
    private static final String ROLLBACK_OF = "Gitops-Rollback-Of";
    private static final String PREVIOUS = "Gitops-Previous";

    /**
     * The delivery before, and its result.
     *
     * @param id its id
     * @param result an {@link Outcome#word}, or {@code failed,rolled-back}
     */
    public record Previous(DeployId id, String result) {}

    /** As trailers, in a fixed order. */
    public List<Trailer> toTrailers() {
        List<Trailer> trailers = new ArrayList<>();
        trailers.add(new Trailer(ID, id.value()));
        trailers.add(new Trailer(APPLICATION, target.application()));
        trailers.add(new Trailer(ENVIRONMENT, target.environment()));
        images.forEach(image -> trailers.add(new Trailer(IMAGE, image.toString())));
        source.ifPresent(s -> trailers.add(new Trailer(SOURCE, s.text())));
        build.ifPresent(b -> trailers.add(new Trailer(BUILD, b.url())));
        rollbackOf.ifPresent(of -> trailers.add(new Trailer(ROLLBACK_OF, of.value())));
        previous.ifPresent(p -> trailers.add(new Trailer(PREVIOUS, p.id() + " " + p.result())));
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
                    new Target(application.get(), environment.get()),
                    values(message, IMAGE).stream().map(ImageReference::parse).toList(),
                    value(message, SOURCE).flatMap(Source::parse),
                    value(message, BUILD).map(BuildLink::new),
                    value(message, ROLLBACK_OF).map(DeployId::new),
                    value(message, PREVIOUS).map(DeployTrailers::previous)));
        } catch (GitopsException e) {
            return Optional.empty();
        }
    }

    private static Previous previous(String text) {
        String[] parts = text.split(" ", 2);
        return new Previous(new DeployId(parts[0]), parts.length > 1 ? parts[1] : "");
    }

    private static Optional<String> value(CommitMessage message, String key) {
        return values(message, key).stream().findFirst();
    }

    private static List<String> values(CommitMessage message, String key) {
        return message.trailers().stream()
                .filter(trailer -> trailer.key().equalsIgnoreCase(key))
                .map(Trailer::value)
                .toList();
    }
}
