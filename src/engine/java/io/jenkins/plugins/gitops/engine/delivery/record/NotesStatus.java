package io.jenkins.plugins.gitops.engine.delivery.record;

/** What became of the notes of a delivery that has ended. */
public enum NotesStatus {
    /** They are on the server. */
    WRITTEN,
    /** The server did not take them; an event says why. */
    REFUSED
}
