package io.jenkins.plugins.gitops.engine;

/** A number with its noun, for messages. */
public final class CountedNoun {

    private CountedNoun() {}

    /** {@code 0 objects}, {@code 1 object}, {@code 2 objects}, of a noun whose plural takes an s. */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
