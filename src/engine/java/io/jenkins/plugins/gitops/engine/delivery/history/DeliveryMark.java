package io.jenkins.plugins.gitops.engine.delivery.history;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person says of a delivery after it has ended: the trailer {@code Gitops-Mark} of an empty commit. It is a claim, as all
 * that a commit says: whoever may push can write it.
 *
 * @param delivery which one
 * @param kind what is said of it
 */
public record DeliveryMark(DeployId delivery, Kind kind) {

    /** The trailer's key; the value is {@code ID failed}, {@code ID hotfix} or {@code ID none}. */
    public static final String KEY = "Gitops-Mark";

    /** What is said. The words are written to Git: they never change. */
    public enum Kind {
        /** It was healthy, and failed after all. */
        FAILED,
        /** It was made because of an incident. */
        HOTFIX,
        /** What was said before is taken back. */
        NONE;

        /** The word as it is written: lower case. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** As the commit says it. */
    public Trailer trailer() {
        return new Trailer(KEY, delivery + " " + kind.word());
    }

    /** What a commit says, in its order. What is no mark is passed over, and all of it in the commit of a delivery. */
    public static List<DeliveryMark> from(CommitMessage message) {
        List<String> values = message.values(KEY);
        return values.isEmpty() || DeployTrailers.from(message).isPresent()
                ? List.of()
                : values.stream().flatMap(value -> read(value).stream()).toList();
    }

    private static Optional<DeliveryMark> read(String value) {
        int space = value.indexOf(' ');
        if (space < 0 || !DeployId.isOne(value.substring(0, space))) {
            return Optional.empty();
        }
        String word = value.substring(space + 1).strip();
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .map(kind -> new DeliveryMark(new DeployId(value.substring(0, space)), kind));
    }
}
