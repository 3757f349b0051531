package io.jenkins.plugins.gitops.engine.notification;

/**
 * What a receiver is asked to tell.
 *
 * @param repeat whether this receiver was told the same of the same environment within a day, and nothing good since: people
 *     are not told it again, programs are
 */
public record Notification(NotificationEvent event, boolean repeat) {}
