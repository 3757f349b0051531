package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.jenkins.plugins.gitops.engine.GitopsException;

/**
 * How many objects one delivery may prune. More are probably a mistake, such as a folder that is missing from the
 * manifests, and then nothing is deleted.
 */
public record PruneLimit(@JsonValue int objects) {

    public static final PruneLimit DEFAULT = new PruneLimit(20);

    private static final int HIGHEST = 10_000;

    /** @throws GitopsException when it is below one, where pruning would be off, or too high to be any limit */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public PruneLimit {
        if (objects < 1 || objects > HIGHEST) {
            throw wrong(Integer.toString(objects));
        }
    }

    /** @throws GitopsException when it is not a number, or one out of bounds */
    public static PruneLimit parse(String text) {
        try {
            return new PruneLimit(Integer.parseInt(text));
        } catch (NumberFormatException notANumber) {
            throw wrong(text);
        }
    }

    private static GitopsException wrong(String text) {
        return new GitopsException(
                "The prune limit cannot be '" + text + "'", "Write a number of objects from 1 to " + HIGHEST);
    }

    @Override
    public String toString() {
        return Integer.toString(objects);
    }
}
