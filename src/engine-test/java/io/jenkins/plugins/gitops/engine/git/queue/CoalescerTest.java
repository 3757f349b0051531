package io.jenkins.plugins.gitops.engine.git.queue;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.git.queue.Coalescer.Request;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescerTest {

    private static final int FOLLOWERS = 8;

    private final Coalescer<Integer, String> coalescer = new Coalescer<>("test");
    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        released.countDown();
        for (Thread each : threads) {
            each.join(Eventually.LIMIT.toMillis());
            assertThat(each.isAlive()).isFalse();
        }
    }

    @Test
    void many_threads_get_each_their_own_answer_and_one_serves_at_a_time() throws Exception {
        int count = 64;
        int rounds = 50;
        AtomicBoolean serving = new AtomicBoolean();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<FutureTask<List<String>>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            tasks.add(start(() -> IntStream.range(0, rounds)
                    .mapToObj(round -> coalescer.ask(number * rounds + round, all -> {
                        if (!serving.compareAndSet(false, true)) {
                            overlaps.incrementAndGet();
                        }
                        served.addAndGet(all.size());
                        answer(all);
                        serving.set(false);
                    }))
                    .toList()));
        }

        for (int i = 0; i < count; i++) {
            int first = i * rounds;
            assertThat(Eventually.get(tasks.get(i)))
                    .isEqualTo(IntStream.range(first, first + rounds)
                            .mapToObj(CoalescerTest::text)
                            .toList());
        }
        assertThat(overlaps).hasValue(0);
        assertThat(served).hasValue(count * rounds);
    }

    @Test
    void those_who_come_while_one_leads_are_served_together_and_after_it() throws Exception {
        FutureTask<String> first = asks(0, this::answerWhenReleased);
        List<FutureTask<String>> followers = followers();

        released.countDown();

        assertThat(Eventually.get(first)).isEqualTo("0");
        for (int i = 0; i < FOLLOWERS; i++) {
            assertThat(Eventually.get(followers.get(i))).isEqualTo(text(i + 1));
        }
        assertThat(batches).hasSize(2);
        assertThat(batches.get(1)).hasSize(FOLLOWERS);
    }

    @Test
    void a_leader_that_throws_fails_for_all_whom_it_did_not_answer() throws Exception {
        RuntimeException failure = new IllegalStateException("away");
        asks(0, this::answerWhenReleased);
        // The lock is fair: the thread that waits longest leads next.
        FutureTask<String> leader = asks(1, all -> {
            all.get(1).answer("early");
            throw failure;
        });
        FutureTask<String> answered = asks(2, this::answerAndRemember);
        FutureTask<String> other = asks(3, this::answerAndRemember);

        released.countDown();

        assertThatThrownBy(() -> Eventually.get(leader)).cause().isSameAs(failure);
        assertThat(Eventually.get(answered)).isEqualTo("early");
        assertThatThrownBy(() -> Eventually.get(other)).cause().isSameAs(failure);
        assertThat(Eventually.get(start(() -> coalescer.ask(4, this::answerAndRemember))))
                .isEqualTo("4");
    }

    @Test
    void an_error_is_the_leaders_own_and_the_next_one_serves_the_others() throws Exception {
        Error fault = new AssertionError("fault");
        asks(0, this::answerWhenReleased);
        FutureTask<String> leader = asks(1, all -> {
            throw fault;
        });
        FutureTask<String> other = asks(2, this::answerAndRemember);

        released.countDown();

        assertThatThrownBy(() -> Eventually.get(leader)).cause().isSameAs(fault);
        assertThat(Eventually.get(other)).isEqualTo("2");
    }

    @Test
    void who_is_interrupted_while_it_waits_gives_up_alone_and_stays_interrupted() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        asks(0, this::answerWhenReleased);
        FutureTask<String> impatient = waits(() -> {
            try {
                return coalescer.ask(1, this::answerAndRemember);
            } finally {
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        Thread thread = threads.get(threads.size() - 1);
        FutureTask<String> patient = asks(2, this::answerAndRemember);

        thread.interrupt();

        assertThatThrownBy(() -> Eventually.get(impatient))
                .cause()
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("Interrupted while waiting for others who test");
        assertThat(interrupted).isTrue();
        released.countDown();
        assertThat(Eventually.get(patient)).isEqualTo("2");
        assertThat(batches).containsExactly(List.of(0), List.of(2));
    }

    @Test
    void a_leader_that_fails_because_it_is_interrupted_fails_alone_and_the_others_are_served_by_the_next()
            throws Exception {
        asks(0, this::answerWhenReleased);
        CountDownLatch leads = new CountDownLatch(1);
        FutureTask<String> leader = asks(1, all -> {
            all.get(1).answer("early");
            leads.countDown();
            try {
                TimeUnit.SECONDS.sleep(Eventually.LIMIT.toSeconds());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GitopsException("Interrupted while serving", "Try again", e);
            }
        });
        Thread thread = threads.get(threads.size() - 1);
        FutureTask<String> answered = asks(2, this::answerAndRemember);
        FutureTask<String> gone = asks(3, this::answerAndRemember);
        Thread goneThread = threads.get(threads.size() - 1);
        FutureTask<String> other = asks(4, this::answerAndRemember);
        released.countDown();
        assertThat(leads.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        goneThread.interrupt();
        assertThatThrownBy(() -> Eventually.get(gone)).cause().isInstanceOf(GitopsException.class);

        thread.interrupt();

        assertThatThrownBy(() -> Eventually.get(leader)).cause().hasMessageContaining("Interrupted while serving");
        assertThat(Eventually.get(answered)).isEqualTo("early");
        assertThat(Eventually.get(other)).isEqualTo("4");
        // Neither the one that was answered nor the one that gave up is served again.
        assertThat(batches).containsExactly(List.of(0), List.of(4));
    }

    private static String text(int number) {
        return Integer.toString(number);
    }

    private static void answer(List<Request<Integer, String>> all) {
        all.forEach(each -> each.answer(text(each.content())));
    }

    private void answerAndRemember(List<Request<Integer, String>> all) {
        batches.add(all.stream().map(Request::content).toList());
        answer(all);
    }

    private void answerWhenReleased(List<Request<Integer, String>> all) {
        try {
            assertThat(released.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        answerAndRemember(all);
    }

    private List<FutureTask<String>> followers() {
        List<FutureTask<String>> followers = new ArrayList<>();
        for (int i = 1; i <= FOLLOWERS; i++) {
            followers.add(asks(i, this::answerAndRemember));
        }
        return followers;
    }

    /** In a thread of its own, which waits when this returns. */
    private FutureTask<String> asks(int number, Coalescer.Server<Integer, String> server) {
        return waits(() -> coalescer.ask(number, server));
    }

    private FutureTask<String> waits(Callable<String> work) {
        FutureTask<String> task = start(work);
        Thread thread = threads.get(threads.size() - 1);
        eventually("the thread waits")
                .until(thread::getState, state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING);
        return task;
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }
}
