package io.jenkins.plugins.gitops.engine.git;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.RemoteUnreachableException;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several readers of one branch in one process. */
class SharedFetchTest {

    private static final int READERS = 8;
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    Path caches;

    private final BareRepository origin = GitServer.shared().createRepository(Map.of("web.yaml", "image: a\n"));
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile int heldRequest = Integer.MAX_VALUE;
    private volatile FaultyNetwork.Fault after = FaultyNetwork.Fault.NONE;
    private final FaultyNetwork network = new FaultyNetwork(origin, this::fault);
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() {
        released.countDown();
        network.close();
    }

    /** Holds one request back until it is released. */
    private FaultyNetwork.Fault fault(String request) {
        int number = requests.incrementAndGet();
        if (number == heldRequest) {
            held.countDown();
            try {
                released.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return number > heldRequest ? after : FaultyNetwork.Fault.NONE;
    }

    @Test
    void those_who_come_while_one_asks_are_answered_together_by_a_question_of_their_own() throws Exception {
        Revision before = new Revision(origin.git("rev-parse", "main").strip());
        try (RemoteBranch alone = open(caches.resolve("alone"));
                RemoteBranch shared = open(caches.resolve("shared"))) {
            assertThat(alone.fetchTip()).isEqualTo(before);
            int one = requests.getAndSet(0);
            heldRequest = one;
            FutureTask<Revision> first = asks(shared);
            // It knows the tip by now, and waits for its files.
            assertThat(held.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            Revision tip = new Revision(origin.commit("main", "Newer", Map.of("web.yaml", "image: b\n"))
                    .strip());

            List<FutureTask<Revision>> others = othersWaiting(shared);
            released.countDown();

            assertThat(Eventually.get(first)).isEqualTo(before);
            for (FutureTask<Revision> other : others) {
                assertThat(Eventually.get(other)).isEqualTo(tip);
            }
            assertThat(requests).hasValueLessThanOrEqualTo(2 * one);
            assertThat(shared.isCached(tip)).isTrue();
        }
    }

    @Test
    void they_share_a_failure_and_the_next_one_asks_again() throws Exception {
        heldRequest = 1;
        after = FaultyNetwork.Fault.UNAVAILABLE;
        try (RemoteBranch shared = open(caches)) {
            FutureTask<Revision> first = asks(shared);
            assertThat(held.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            List<FutureTask<Revision>> others = othersWaiting(shared);
            released.countDown();

            assertThatThrownBy(() -> Eventually.get(first)).cause().isInstanceOf(RemoteUnreachableException.class);
            for (FutureTask<Revision> other : others) {
                assertThatThrownBy(() -> Eventually.get(other)).cause().isInstanceOf(RemoteUnreachableException.class);
            }
            assertThat(requests).hasValueLessThan(READERS);
            after = FaultyNetwork.Fault.NONE;

            assertThat(shared.fetchTip())
                    .isEqualTo(new Revision(origin.git("rev-parse", "main").strip()));
        }
    }

    private RemoteBranch open(Path cache) {
        return TestBranch.of(network.url(), origin, cache, PATIENT);
    }

    private FutureTask<Revision> asks(RemoteBranch branch) {
        FutureTask<Revision> task = new FutureTask<>(branch::fetchTip);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Asked, and waiting until the first has its answer. */
    private List<FutureTask<Revision>> othersWaiting(RemoteBranch branch) {
        threads.clear();
        List<FutureTask<Revision>> others = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            others.add(asks(branch));
        }
        eventually("all others wait")
                .untilAsserted(
                        () -> assertThat(threads).extracting(Thread::getState).containsOnly(Thread.State.WAITING));
        return others;
    }
}
