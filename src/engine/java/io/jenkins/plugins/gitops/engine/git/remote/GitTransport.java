package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.net.URISyntaxException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;

/**
 * How one transport gets to the server, and what it learns there that JGit's exceptions do not say. For one transport, in
 * one thread.
 */
interface GitTransport {

    /** What a conversation was for when it failed. */
    enum Purpose {
        FETCH,
        PUSH
    }

    /** A transport that goes this way; its timeout is set by whoever asks for it. */
    Transport open(Repository repository) throws URISyntaxException, NotSupportedException, TransportException;

    /** What the transport threw, as an error that a person can act on. */
    GitopsException explain(TransportException failure, Purpose purpose);
}
