/**
 * Who is told what happens to deliveries: the kinds of receivers with their forms, and what passes events on to the outbox.
 *
 * <p>In come deliveries that begin and end, drift, and the receivers of the configuration; out go files of the outbox in Jenkins'
 * home, which threads of their own tell. A receiver of another plugin is a class that extends {@code environments.ReceiverEntry},
 * with a descriptor that extends {@link io.jenkins.plugins.gitops.notifications.ReceiverForm}. Knows {@code deliveries}, {@code
 * drift}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.notifications;
