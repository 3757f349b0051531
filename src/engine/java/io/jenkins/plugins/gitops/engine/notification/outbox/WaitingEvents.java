package io.jenkins.plugins.gitops.engine.notification.outbox;

import java.util.Optional;

/**
 * What waits for a receiver.
 *
 * @param receiver its name
 * @param events how many
 * @param why what became of the last try, without a secret; absent before the first
 */
public record WaitingEvents(String receiver, int events, Optional<String> why) {}
