package io.jenkins.plugins.gitops.engine.manifest.program;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.parts.Eventually;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** A program that is followed to its end; its limits are tested with kustomize and Helm. */
class ChildProcessTest {

    @Test
    void lines_of_output_and_errors_come_in_their_order_with_our_environment_and_more() throws InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();

        int exitCode = ChildProcess.follow(
                List.of("sh", "-c", "echo one; echo \"$ADDED\" >&2; test -n \"$PATH\" && printf three; exit 7"),
                Map.of("ADDED", "two"),
                lines::add);

        assertThat(exitCode).isEqualTo(7);
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void output_without_a_line_end_comes_in_pieces() throws InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();

        ChildProcess.follow(
                List.of("sh", "-c", "head -c 10000000 /dev/zero | tr '\\0' a; printf '\\none\\r\\n\\ntwo'"),
                Map.of(),
                lines::add);

        assertThat(lines).allMatch(line -> line.length() <= TextLimits.LINE).endsWith("one", "", "two");
        assertThat(lines.stream().mapToInt(String::length).sum()).isEqualTo(10_000_006);
    }

    @Test
    void an_interrupted_thread_ends_the_program_with_what_it_started() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        FutureTask<Integer> task = new FutureTask<>(() ->
                ChildProcess.follow(List.of("sh", "-c", "sleep 600 & echo $!; echo $$; wait"), Map.of(), lines::add));
        Thread thread = new Thread(task);
        thread.start();
        eventually("both have said who they are").until(lines::size, size -> size == 2);

        thread.interrupt();

        assertThatThrownBy(() -> Eventually.get(task)).cause().isInstanceOf(InterruptedException.class);
        for (String pid : lines) {
            eventually("the process " + pid + " has ended").until(() -> ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        }
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        assertThatThrownBy(() -> ChildProcess.follow(List.of("no-such-program"), Map.of(), line -> {}))
                .isInstanceOf(GitopsException.class)
                .hasMessageContaining("The program no-such-program cannot be started");
    }
}
