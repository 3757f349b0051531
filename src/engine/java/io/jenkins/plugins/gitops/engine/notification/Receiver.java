package io.jenkins.plugins.gitops.engine.notification;

import java.util.Set;

/**
 * Who is told what happens: a chat, a mailbox, a program. One class each. It is called by one thread at a time, never by that of
 * a delivery, in the order of the events, and again with the same event when a try failed or a process was killed: so whatever it
 * sends carries the event's id.
 */
public interface Receiver {

    /**
     * Tells it once. Ends within a minute, whatever the other side does.
     *
     * @param memory this receiver's own
     * @return never an exception for what the other side does; no text in it holds a credential
     */
    SendResult send(Notification notification, ReceiverMemory memory);

    /** What it is told where its configuration does not say. */
    default Set<EventKind> usualEvents() {
        return EventKind.NEEDING_PEOPLE;
    }
}
