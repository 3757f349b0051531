package io.jenkins.plugins.gitops.engine.cluster.access;

/**
 * A credential that does not stay the same: a token in a file that is written anew, one that is requested for an hour, what a
 * program gives. It is asked before each request, by several threads, so it keeps what is valid.
 *
 * <p>Two sources that are {@link #equals equal} give credentials of the same account: their users share connections.
 */
public interface CredentialSource {

    /**
     * What is valid now.
     *
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when there is none
     */
    ClientCredential current();

    /**
     * Told that the server did not accept (401) what {@link #current} gave.
     *
     * @return whether {@link #current} may give another one now, so that it is worth to ask the server again
     */
    boolean rejected(ClientCredential credential);

    /** Where it comes from, for people; no secret. */
    @Override
    String toString();
}
