package io.jenkins.plugins.gitops.engine.notification;

import java.util.Optional;

/**
 * What a receiver remembers between what it tells, also after a restart: a few hundred short texts, of which the oldest are
 * forgotten first. May be lost, so it may hold nothing that is needed.
 */
public interface ReceiverMemory {

    /** So many characters a text may have. */
    int LONGEST = 1000;

    Optional<String> get(String key);

    /** @param value at most {@value #LONGEST} characters; a longer one is not kept */
    void put(String key, String value);
}
