package io.jenkins.plugins.gitops.deliveries;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.gitops.deliveries.ServerTurns.Kind;
import io.jenkins.plugins.gitops.deliveries.ServerTurns.Turn;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work with servers of which some do not answer. */
class ServerTurnsTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final ExecutorService many = Executors.newFixedThreadPool(8 * 2);
    private final ServerTurns turns = new ServerTurns(threads, 2);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        answer.countDown();
        threads.shutdown();
        many.shutdown();
    }

    @Test
    void a_server_that_does_not_answer_holds_up_only_what_needs_it() {
        for (int i = 0; i < 20; i++) {
            turns.run(git("slow"), () -> await("slow"));
        }
        turns.run(git("slow", "other"), () -> ended.add("both"));
        for (int i = 0; i < 20; i++) {
            turns.run(git("other"), () -> ended.add("other"));
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
        one.run(git("server"), () -> IntStream.range(0, 3)
                .forEach(i -> one.run(git("server"), () -> {
                    ended.add("" + i);
                    throw new IllegalStateException("a fault");
                })));
        eventually("all end").until(() -> ended.size() == 3);
        assertThat(ended).containsExactly("0", "1", "2");
    }

    @Test
    void a_server_is_its_host_with_its_port() {
        assertThat(ServerTurns.gitServers(Set.of(
                        "https://git.example/a/b",
                        "https://git.example/c",
                        "ssh://git@git.example:7999/x",
                        "http://h:1")))
                .extracting(Turn::name)
                .containsExactlyInAnyOrder("git.example", "git.example:7999", "h:1");
    }

    /** Its cluster is everybody's. */
    @Test
    void a_git_server_that_does_not_answer_holds_up_nobody_at_the_same_cluster() {
        ServerTurns ours = new ServerTurns(many, 2);
        for (int i = 0; i < 20; i++) {
            ours.run(delivery("evil-git", "evil"), () -> await("evil"));
        }
        for (int i = 0; i < 20; i++) {
            ours.run(delivery("good-git", "good"), () -> ended.add("good"));
        }

        eventually("the others end").until(() -> ended.size() == 20);
        assertThat(ended).containsOnly("good");
        assertThat(begun).hasSize(2);
        answer.countDown();
        eventually("all end").until(() -> ended.size() == 40);
    }

    @Test
    void a_job_with_many_git_servers_gets_a_quarter_of_the_threads() {
        ServerTurns ours = new ServerTurns(many, 2);
        for (int i = 0; i < 40; i++) {
            ours.run(delivery("evil-git-" + i, "evil"), () -> await("evil"));
        }
        for (int i = 0; i < 20; i++) {
            ours.run(delivery("good-git", "good"), () -> ended.add("good"));
        }

        eventually("the others end").until(() -> ended.size() == 20);
        assertThat(ended).containsOnly("good");
        assertThat(begun).hasSize(4);
        answer.countDown();
        eventually("all end").until(() -> ended.size() == 60);
    }

    /** Each of its servers is free now and then, but never both at once where others take what is free. */
    @Test
    void what_needs_two_servers_begins_although_others_need_one_of_them() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        turns.run(git("a"), () -> await("a"));
        turns.run(git("a"), () -> await("a"));
        turns.run(git("b"), () -> await(second));
        turns.run(git("a", "b"), () -> ended.add("both"));
        turns.run(git("b"), () -> ended.add("b"));
        second.countDown();
        eventually("b has a turn for the later one").until(() -> ended.contains("b"));
        turns.run(git("b"), () -> await("b"));
        turns.run(git("b"), () -> await("b"));
        eventually("one of them has begun").until(() -> begun.contains("b"));
        assertThat(begun).as("the other turn is kept").containsExactlyInAnyOrder("a", "a", "b");

        answer.countDown();
        eventually("all end").until(() -> ended.size() == 6);
    }

    private static Set<Turn> git(String... servers) {
        return Stream.of(servers)
                .map(server -> new Turn(Kind.GIT_SERVER, server))
                .collect(Collectors.toSet());
    }

    private static Set<Turn> delivery(String git, String job) {
        return ServerTurns.of(Set.of("https://kube:6443"), Set.of("https://" + git + "/shop"), job);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(String name) {
        begun.add(name);
        await(answer);
        ended.add(name);
    }
}
