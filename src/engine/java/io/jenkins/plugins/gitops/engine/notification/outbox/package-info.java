/**
 * What is still to be told, as files, so that a restart loses nothing and a receiver that is gone delays nobody. In: events and
 * the receivers that want them. Out: each is told at least once, or it is said once that it was not.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.notification.outbox;

import org.jspecify.annotations.NullMarked;
