package io.jenkins.plugins.gitops.engine.git.remote;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Who asks what a branch points to, in this process. One asks; whoever comes meanwhile waits, and the next question, which
 * is asked after they came, answers all of them. So many deliveries that begin together cost the server little more than
 * one. What goes wrong with a question goes wrong for all that it was asked for.
 */
public final class SharedFetch {

    private final ReentrantLock turn = new ReentrantLock(true);
    private Question next = new Question();

    /** Asks, and fetches what is not there. */
    @FunctionalInterface
    interface Ask {
        ObjectId tip() throws IOException;
    }

    /** Asked for all that came before it was. */
    private static final class Question {
        private ObjectId tip;
        private IOException broken;
        private RuntimeException refused;

        boolean answered() {
            return tip != null || broken != null || refused != null;
        }

        void ask(Ask ask) {
            try {
                tip = ask.tip();
            } catch (IOException e) {
                broken = e;
            } catch (RuntimeException e) {
                refused = e;
            }
        }

        ObjectId answer() throws IOException {
            if (broken != null) {
                throw broken;
            }
            if (refused != null) {
                throw refused;
            }
            return tip;
        }
    }

    /** Asks, alone or for others too, or takes the answer to a question that another asked since this call began. */
    ObjectId tip(Ask ask) throws IOException {
        Question mine;
        synchronized (this) {
            mine = next;
        }
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitopsException("Interrupted while waiting for others who ask the Git server", "Try again", e);
        }
        try {
            if (!mine.answered()) {
                synchronized (this) {
                    next = new Question();
                }
                mine.ask(ask);
            }
            return mine.answer();
        } finally {
            turn.unlock();
        }
    }
}
