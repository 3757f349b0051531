package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.URISyntaxException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;

/**
 * Opens a transport of JGit's to the server, and explains its failures with what JGit's exceptions do not say. For one
 * conversation, in one thread.
 */
interface GitTransport {

    /** What a conversation was for when it failed. */
    enum Purpose {
        FETCH,
        PUSH
    }

    /** A new transport; the caller sets its timeout. */
    Transport open(Repository repository) throws URISyntaxException, NotSupportedException, TransportException;

    /** What the transport threw, as an error that a person can act on. */
    GitopsException explain(TransportException failure, Purpose purpose);
}
