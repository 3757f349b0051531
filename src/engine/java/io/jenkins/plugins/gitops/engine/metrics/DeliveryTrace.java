package io.jenkins.plugins.gitops.engine.metrics;

import java.util.Optional;

/**
 * What a delivery leaves behind.
 *
 * @param effect whether the cluster may be another than before
 * @param written whether its commit got in, where it was pushed
 * @param held whether the environment is held from now on; empty where that stays as it was
 * @param commit the full id of its commit, where it has one
 * @param build the URL of the build that asked for it
 * @param repeats whether it made the cluster equal to a delivery before it, and is not counted
 */
public record DeliveryTrace(
        boolean effect,
        Optional<Boolean> written,
        Optional<Boolean> held,
        Optional<String> commit,
        Optional<String> build,
        boolean repeats) {

    public static final DeliveryTrace UNKNOWN =
            new DeliveryTrace(true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Of a delivery that is counted. */
    public DeliveryTrace(
            boolean effect,
            Optional<Boolean> written,
            Optional<Boolean> held,
            Optional<String> commit,
            Optional<String> build) {
        this(effect, written, held, commit, build, false);
    }
}
