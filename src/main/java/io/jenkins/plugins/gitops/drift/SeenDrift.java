package io.jenkins.plugins.gitops.drift;

import io.jenkins.plugins.gitops.engine.delivery.drift.DriftState;
import java.time.Instant;
import java.util.Optional;

/**
 * An environment's drift, as it was last looked at.
 *
 * @param state what differs, what was put back, and what was given up
 * @param at when it was looked at
 * @param trouble why that look failed, in one line; empty when it succeeded
 */
public record SeenDrift(DriftState state, Instant at, Optional<String> trouble) {}
