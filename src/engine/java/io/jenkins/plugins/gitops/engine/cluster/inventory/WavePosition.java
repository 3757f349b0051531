package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * When an object is applied: in the wave that its annotation names, and inside a wave by its kind. Definitions and
 * namespaces come before all waves, whatever their annotation says: objects of any wave may need them, and it
 * does no harm when they exist early.
 *
 * @param number of the wave; {@link Integer#MIN_VALUE} for what comes before all waves
 */
public record WavePosition(int number, ApplyStage stage) implements Comparable<WavePosition> {

    static final String ANNOTATION = "gitops.jenkins.io/wave";

    private static final int BEFORE_ALL = Integer.MIN_VALUE;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
    private static final Comparator<WavePosition> ORDER =
            Comparator.comparingInt(WavePosition::number).thenComparing(WavePosition::stage);

    /**
     * A number that cannot be read counts as 0; {@link #problem} reports it.
     *
     * @param groupKind as {@code ObjectKey.groupKind()} writes it
     * @param metadata of the manifest or of the live object
     */
    public static WavePosition of(String groupKind, JsonNode metadata) {
        ApplyStage stage = KnownKind.of(groupKind).stage();
        if (stage == ApplyStage.DEFINITIONS || stage == ApplyStage.NAMESPACES) {
            return new WavePosition(BEFORE_ALL, stage);
        }
        JsonNode number = annotation(metadata);
        return new WavePosition(readable(number) ? Integer.parseInt(number.asText()) : 0, stage);
    }

    /** What is wrong with the annotation, if anything is. */
    public static Optional<String> problem(JsonNode metadata) {
        JsonNode number = annotation(metadata);
        return number.isMissingNode() || readable(number)
                ? Optional.empty()
                : Optional.of(
                        "the annotation " + ANNOTATION + " is " + number
                                + ", which is no number of a wave; write a whole number in quotes, for example \"-1\" or \"2\"");
    }

    private static JsonNode annotation(JsonNode metadata) {
        return metadata.path("annotations").path(ANNOTATION);
    }

    private static boolean readable(JsonNode number) {
        return number.isTextual() && NUMBER.matcher(number.asText()).matches();
    }

    /** Empty for what comes before all waves. */
    public OptionalInt wave() {
        return number == BEFORE_ALL ? OptionalInt.empty() : OptionalInt.of(number);
    }

    @Override
    public int compareTo(WavePosition other) {
        return ORDER.compare(this, other);
    }
}
