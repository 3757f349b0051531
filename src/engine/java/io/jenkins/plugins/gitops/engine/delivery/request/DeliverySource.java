package io.jenkins.plugins.gitops.engine.delivery.request;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param dirty whether files in the work tree were not as they are in the commit; false where nobody looked
 */
public record DeliverySource(
        String repository,
        Revision revision,
        Optional<Instant> committed,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean dirty) {

    private static final String DIRTY = "-dirty";
    private static final Pattern REVISION = Pattern.compile("[0-9a-f]{40}");

    public DeliverySource {
        repository = PublicUrl.of(repository);
    }

    /** Of the commit as it is. */
    public DeliverySource(String repository, Revision revision, Optional<Instant> committed) {
        this(repository, revision, committed, false);
    }

    /** The same with the time of its commit. */
    public DeliverySource of(Instant time) {
        return new DeliverySource(repository, revision, Optional.of(time), dirty);
    }

    /** As the trailer {@code Gitops-Source} has it: repository@commit, with {@code -dirty} behind it where it is. */
    public String text() {
        return repository + "@" + commit();
    }

    /** The commit's full id, with {@code -dirty} behind it where it is; as {@code git describe --dirty} says it. */
    public String commit() {
        return revision + (dirty ? DIRTY : "");
    }

    /** As above, with the first ten digits. */
    public String abbreviated() {
        return revision.abbreviated() + (dirty ? DIRTY : "");
    }

    /** Reads the trailer's text; empty when it is none. */
    public static Optional<DeliverySource> parse(String text) {
        boolean dirty = text.endsWith(DIRTY);
        String clean = dirty ? text.substring(0, text.length() - DIRTY.length()) : text;
        int at = clean.lastIndexOf('@');
        if (at < 1 || !REVISION.matcher(clean.substring(at + 1)).matches()) {
            return Optional.empty();
        }
        Revision revision = new Revision(clean.substring(at + 1));
        return Optional.of(new DeliverySource(clean.substring(0, at), revision, Optional.empty(), dirty));
    }
}
