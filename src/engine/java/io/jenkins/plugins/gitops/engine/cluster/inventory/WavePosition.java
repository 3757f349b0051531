package io.jenkins.plugins.gitops.engine.cluster.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.gitops.engine.cluster.api.ApplyStage;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * When an object is applied: a hook before or after all others, in the wave that an annotation names, and inside a wave by
 * its kind. Definitions and namespaces come before all waves, whatever their annotations say: objects of any wave may need
 * them, and it does no harm when they exist early.
 *
 * <p>The wave is also read where Argo CD and, for a hook, Helm have it; our own annotation decides where there are several.
 *
 * @param number of the wave; {@link Integer#MIN_VALUE} for what comes before all waves
 */
public record WavePosition(RolloutHook.Time time, int number, ApplyStage stage) implements Comparable<WavePosition> {

    private static final String OWN = "gitops.jenkins.io/wave";
    private static final String ARGO = "argocd.argoproj.io/sync-wave";
    private static final String HELM = "helm.sh/hook-weight";

    /** The first that an object has counts. */
    private static final List<String> ANNOTATIONS = List.of(OWN, ARGO, HELM);

    private static final int BEFORE_ALL = Integer.MIN_VALUE;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");
    private static final Comparator<WavePosition> ORDER = Comparator.comparing(WavePosition::time)
            .thenComparingInt(WavePosition::number)
            .thenComparing(WavePosition::stage);

    /**
     * A number that cannot be read counts as 0; {@link #problem} reports it.
     *
     * @param groupKind as {@code ObjectKey.groupKind()} writes it
     * @param metadata of the manifest or of the live object
     */
    public static WavePosition of(String groupKind, JsonNode metadata) {
        ApplyStage stage = KnownKind.of(groupKind).stage();
        if (stage == ApplyStage.DEFINITIONS || stage == ApplyStage.NAMESPACES) {
            return new WavePosition(RolloutHook.Time.BEFORE, BEFORE_ALL, stage);
        }
        RolloutHook.Time time = RolloutHook.of(metadata).map(RolloutHook::time).orElse(RolloutHook.Time.WITH);
        int number = annotation(metadata)
                .map(name -> value(metadata, name))
                .filter(WavePosition::readable)
                .map(value -> Integer.valueOf(value.asText()))
                .orElse(0);
        return new WavePosition(time, number, stage);
    }

    /** What is wrong with the annotation, if anything is. */
    public static Optional<String> problem(JsonNode metadata) {
        return annotation(metadata)
                .filter(name -> !readable(value(metadata, name)))
                .map(
                        name -> "the annotation " + name + " is " + value(metadata, name)
                                + ", which is no number of a wave; write a whole number in quotes, for example \"-1\" or \"2\"");
    }

    private static Optional<String> annotation(JsonNode metadata) {
        return ANNOTATIONS.stream()
                .filter(name -> !value(metadata, name).isMissingNode())
                // A weight says nothing of what Helm itself would not run as a hook.
                .filter(name -> !name.equals(HELM) || RolloutHook.of(metadata).isPresent())
                .findFirst();
    }

    private static JsonNode value(JsonNode metadata, String annotation) {
        return metadata.path("annotations").path(annotation);
    }

    private static boolean readable(JsonNode number) {
        return number.isTextual() && NUMBER.matcher(number.asText()).matches();
    }

    /** Empty for what comes before all waves. */
    public OptionalInt wave() {
        return number == BEFORE_ALL ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Whether people gave it, which is said wherever the order is shown. */
    public boolean isOrdered() {
        return wave().isPresent() && (number != 0 || time != RolloutHook.Time.WITH);
    }

    /** Of all that is in a wave, whatever its stage. */
    public static WavePosition whole(RolloutHook.Time time, int number) {
        return new WavePosition(time, number, ApplyStage.DEPENDENCIES);
    }

    /** Whether both are in one wave, which is healthy before the next begins. */
    public boolean sameWave(WavePosition other) {
        return time == other.time && number == other.number;
    }

    /** The wave for people: {@code wave 2}, {@code hooks before all waves, wave -1}. */
    public String words() {
        String wave = "wave " + number;
        return time == RolloutHook.Time.WITH ? wave : "hooks " + time.words() + (number == 0 ? "" : ", " + wave);
    }

    @Override
    public int compareTo(WavePosition other) {
        return ORDER.compare(this, other);
    }
}
