package io.jenkins.plugins.gitops.engine.delivery.request;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The commit that was built and tested.
 *
 * @param repository its repository's URL; user information in it is left out
 * @param revision the commit
 * @param committed when it was committed, where that is known: the start of the lead time
 */
public record DeliverySource(String repository, Revision revision, Optional<Instant> committed) {

    private static final Pattern REVISION = Pattern.compile("[0-9a-f]{40}");

    public DeliverySource {
        repository = PublicUrl.of(repository);
    }

    /** As the trailer {@code Gitops-Source} has it: repository@commit. */
    public String text() {
        return repository + "@" + revision;
    }

    /** Reads the trailer's text; empty when it is none. */
    public static Optional<DeliverySource> parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || !REVISION.matcher(text.substring(at + 1)).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new DeliverySource(text.substring(0, at), new Revision(text.substring(at + 1)), Optional.empty()));
    }
}
