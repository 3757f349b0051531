package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work with servers of which some do not answer. */
class ServerTurnsTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ServerTurns turns = new ServerTurns(threads, 2);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        answer.countDown();
        threads.shutdown();
    }

    @Test
    void a_server_that_does_not_answer_holds_up_only_what_needs_it() {
        for (int i = 0; i < 20; i++) {
            turns.run(Set.of("slow"), () -> await("slow"));
        }
        turns.run(Set.of("slow", "other"), () -> ended.add("both"));
        for (int i = 0; i < 20; i++) {
            turns.run(Set.of("other"), () -> ended.add("other"));
        }

        eventually("the others end").until(() -> ended.size() == 20);
        assertThat(ended).containsOnly("other");
        assertThat(begun).hasSize(2);
        answer.countDown();
        eventually("all end").until(() -> ended.size() == 41);
    }

    @Test
    void what_waits_begins_in_its_order_and_a_fault_gives_its_turn_back() {
        ServerTurns one = new ServerTurns(threads, 1);
        one.run(Set.of("server"), () -> IntStream.range(0, 3)
                .forEach(i -> one.run(Set.of("server"), () -> {
                    ended.add("" + i);
                    throw new IllegalStateException("a fault");
                })));
        eventually("all end").until(() -> ended.size() == 3);
        assertThat(ended).containsExactly("0", "1", "2");
    }

    @Test
    void a_server_is_its_host_with_its_port() {
        assertThat(ServerTurns.of(
                        "https://git.example/a/b",
                        "https://git.example/c",
                        "ssh://git@git.example:7999/x",
                        "http://h:1"))
                .containsExactlyInAnyOrder("git.example", "git.example:7999", "h:1");
    }

    private void await(String name) {
        begun.add(name);
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.add(name);
    }
}
