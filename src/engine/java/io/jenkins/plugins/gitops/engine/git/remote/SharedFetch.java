package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.git.queue.Coalescer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The threads of this process that ask the server what one branch points to. Each gets the answer to a question that was
 * asked after its own call began; so many deliveries that begin together cost the server little more than one. Safe for
 * use by several threads.
 */
public final class SharedFetch {

    /** The question is the same for all, so a request holds nothing. */
    private static final Object TIP = new Object();

    private final Coalescer<Object, ObjectId> readers = new Coalescer<>("ask the Git server");

    /** Asks the server, and fetches what is not there. */
    @FunctionalInterface
    interface Fetch {
        ObjectId tip() throws IOException;
    }

    /**
     * What the branch points to, as this thread or another one asked it.
     *
     * @throws IOException when the repository that was fetched into is damaged
     */
    ObjectId tip(Fetch fetch) throws IOException {
        try {
            return readers.ask(TIP, all -> {
                ObjectId tip = unchecked(fetch);
                all.forEach(each -> each.answer(tip));
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static ObjectId unchecked(Fetch fetch) {
        try {
            return fetch.tip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
