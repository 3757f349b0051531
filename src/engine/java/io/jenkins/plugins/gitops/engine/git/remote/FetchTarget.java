package io.jenkins.plugins.gitops.engine.git.remote;

import java.io.IOException;

/** Where a {@link Wire} puts what it fetches. Several threads and processes share it. */
public interface FetchTarget {

    /** What changes it. */
    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }

    /** Makes a change while no other thread or process makes one. */
    void change(Change change) throws IOException;

    /** Those of this process that ask what a ref points to, and for how much of it. */
    SharedFetch tips(String ref, RemoteConnection.Part part);
}
