package io.jenkins.plugins.gitops.engine.metrics;

/**
 * How it stands with what a receiver of notifications is to be told.
 *
 * @param receiver its name
 * @param waiting how many events it was not told yet
 * @param lost how many it will not be told, since its queue was made
 */
public record ReceiverFact(String receiver, long waiting, long lost) {}
