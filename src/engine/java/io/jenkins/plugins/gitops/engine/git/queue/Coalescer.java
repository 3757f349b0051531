package io.jenkins.plugins.gitops.engine.git.queue;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Serves the requests of several threads of one process together. One thread leads: it serves its own request and all
 * that wait. Whoever comes meanwhile waits, and the first of those leads next. So many requests cost little more than
 * one, and a request is always served by work that began after it was made.
 *
 * <ul>
 *   <li>A thread that is interrupted while it waits gets a {@link GitopsException}. A leader that has its request already
 *       serves it all the same.
 *   <li>A leader that fails fails for all whom it served and did not answer yet: they get the same exception.
 *   <li>A leader that meets an {@link Error}, or fails while it is interrupted, fails alone. Those whom it did not answer
 *       wait on, and the next leader serves them. So the work must be such that it may be done twice.
 * </ul>
 *
 * <p>Safe for use by several threads.
 *
 * @param <Q> a request
 * @param <A> the answer to it; never null
 */
public final class Coalescer<Q, A> {

    /** Fair, so that nobody waits for two leaders that came later. */
    private final ReentrantLock leading = new ReentrantLock(true);

    /** Those that no leader has taken yet. Guarded by itself. */
    private final List<Request<Q, A>> waiting = new ArrayList<>();

    private final String activity;

    /** @param activity what the threads do, as an error names it: {@code write to the branch} */
    public Coalescer(String activity) {
        this.activity = activity;
    }

    /** One thread's request. Changed by the leader alone, and read by its thread after the leader has ended. */
    public static final class Request<Q, A> {

        private final Q content;
        private @Nullable A answer;
        private @Nullable RuntimeException failure;

        /** Whether its thread has given up. Guarded by the list of those that wait. */
        private boolean withdrawn;

        private Request(Q content) {
            this.content = content;
        }

        /** What is asked. */
        public Q content() {
            return content;
        }

        /** Whether it has an answer or a failure. */
        public boolean isDone() {
            return answer != null || failure != null;
        }

        /** What its thread gets. */
        public void answer(A given) {
            answer = given;
        }

        /** What its thread throws. */
        public void fail(RuntimeException thrown) {
            failure = thrown;
        }

        private A result() {
            if (failure != null) {
                throw failure;
            }
            if (answer == null) {
                throw new IllegalStateException("A request without an answer");
            }
            return answer;
        }
    }

    /** Serves requests, in the thread of the leader. */
    @FunctionalInterface
    public interface Server<Q, A> {

        /**
         * Gives each request an answer or a failure. What it throws is the failure of all that have neither.
         *
         * @param requests those that wait, the leader's own among them, in the order in which they came
         */
        void serve(List<Request<Q, A>> requests);
    }

    /**
     * Has a request served, by this thread or by another one.
     *
     * @param server used when this thread leads
     * @return the answer to this request; never null
     * @throws GitopsException when this thread is interrupted while it waits, which it stays
     */
    public A ask(Q content, Server<Q, A> server) {
        Request<Q, A> own = new Request<>(content);
        synchronized (waiting) {
            waiting.add(own);
        }
        try {
            leading.lockInterruptibly();
        } catch (InterruptedException e) {
            withdraw(own);
            Thread.currentThread().interrupt();
            throw new GitopsException("Interrupted while waiting for others who " + activity, "Try again", e);
        }
        try {
            if (!own.isDone()) {
                lead(own, server);
            }
            return own.result();
        } finally {
            leading.unlock();
        }
    }

    private void lead(Request<Q, A> own, Server<Q, A> server) {
        List<Request<Q, A>> taken = take();
        try {
            server.serve(List.copyOf(taken));
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                putBack(taken, own);
                failUnanswered(List.of(own), e);
            } else {
                failUnanswered(taken, e);
            }
        } catch (Error e) {
            // Too little memory, or a class that does not load, says nothing of the others' requests.
            putBack(taken, own);
            throw e;
        }
    }

    private List<Request<Q, A>> take() {
        synchronized (waiting) {
            List<Request<Q, A>> taken = new ArrayList<>(waiting);
            waiting.clear();
            return taken;
        }
    }

    private void withdraw(Request<Q, A> request) {
        synchronized (waiting) {
            request.withdrawn = true;
            waiting.remove(request);
        }
    }

    /** Before those that came later. */
    private void putBack(List<Request<Q, A>> taken, Request<Q, A> own) {
        synchronized (waiting) {
            waiting.addAll(
                    0,
                    taken.stream()
                            .filter(each -> each != own && !each.isDone() && !each.withdrawn)
                            .toList());
        }
    }

    private static void failUnanswered(List<? extends Request<?, ?>> requests, RuntimeException failure) {
        requests.stream().filter(each -> !each.isDone()).forEach(each -> each.fail(failure));
    }
}
