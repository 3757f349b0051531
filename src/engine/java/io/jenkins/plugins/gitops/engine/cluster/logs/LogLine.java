package io.jenkins.plugins.gitops.engine.cluster.logs;

import java.time.Instant;
import java.util.Optional;

/**
 * A line that a container wrote.
 *
 * @param time when it was written, where the node says it
 * @param text at most 500 characters, without control characters; what seems to be a secret is masked
 */
public record LogLine(LogSource source, Optional<Instant> time, String text) {}
