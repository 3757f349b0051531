package io.jenkins.plugins.gitops.engine.metrics;

import java.time.Instant;

/**
 * A build that waits for a person who lets it deliver.
 *
 * @param application label value
 * @param environment label value
 * @param since when the person was asked
 */
public record WaitingApproval(String application, String environment, Instant since) {}
