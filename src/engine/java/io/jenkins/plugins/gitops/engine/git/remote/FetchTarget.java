package io.jenkins.plugins.gitops.engine.git.remote;

import java.io.IOException;

/** Where a {@link RemoteConnection} puts what it fetches. Several threads and processes share it. */
public interface FetchTarget {

    /** A change of its content. */
    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }

    /** Makes a change while no other thread or process makes one. */
    void change(Change change) throws IOException;

    /** The threads of this process that ask what a ref points to, for the same part of its commits. */
    SharedFetch sharedFetch(String ref, RemoteConnection.Part part);
}
