package io.jenkins.plugins.gitops.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Fuzz targets: methods with Jazzer's annotation, each of which gives a reader of foreign text one input. Their seeds are the
 * files in the resources' folder {@code <class>Inputs/<method>}; what once broke a reader is one of them.
 *
 * <p>Here the seeds and a fixed number of inputs that were made of them are read, the same in each run. {@code dev/fuzz} lets
 * Jazzer search on, led by the code that an input reaches.
 *
 * <p>A reader returns, or throws a {@link GitopsException}, in a second of processor time, and never says the secret.
 */
public abstract class FuzzTests {

    /** What stands for a secret in seeds. No message may have it. */
    protected static final String SECRET = "hunter2-is-a-secret";

    private static final int INPUTS = Integer.getInteger("gitops.fuzz.inputs", 300);
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long SEED = 20261125;

    /** While the first input loads the reader's classes, which can take the second alone. */
    private static boolean loading;

    @TestFactory
    Stream<DynamicTest> a_fixed_number_of_changed_seeds_is_read_or_refused() {
        return Arrays.stream(getClass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(method)));
    }

    private void run(Method target) throws Exception {
        List<byte[]> seeds = seeds(target);
        assertThat(seeds).as("seeds of " + target.getName()).isNotEmpty();
        target.setAccessible(true);
        loading = true;
        give(target, seeds.get(0));
        loading = false;
        for (byte[] seed : seeds) {
            give(target, seed);
        }
        InputMutator mutator = new InputMutator(seeds, SEED);
        for (int i = 0; i < INPUTS; i++) {
            give(target, mutator.next());
        }
    }

    private void give(Method target, byte[] input) throws IllegalAccessException {
        try {
            target.invoke(this, (Object) input.clone());
        } catch (InvocationTargetException e) {
            throw new AssertionError(described(input), e.getCause());
        }
    }

    private static String described(byte[] input) {
        return "The input, " + input.length + " bytes:\n" + new String(input, StandardCharsets.UTF_8)
                + "\nin hexadecimal: " + HexFormat.of().formatHex(input);
    }

    private List<byte[]> seeds(Method target) throws IOException, URISyntaxException {
        URL folder = getClass().getResource(getClass().getSimpleName() + "Inputs/" + target.getName());
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted().map(FuzzTests::bytes).toList();
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A reader of foreign text. */
    protected interface Reader {
        void read() throws Exception;
    }

    /** Lets it read, by the rules for all. */
    protected static void check(Reader reader) {
        long before = processorTime();
        try {
            reader.read();
        } catch (GitopsException refused) {
            assertThat(refused.getMessage() + refused.remedy()).doesNotContain(SECRET);
            assertThat(refused.remedy()).isNotEmpty();
        } catch (RuntimeException | Error fault) {
            throw fault;
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
        if (!loading) {
            assertThat(Duration.ofNanos(processorTime() - before)).isLessThan(LONGEST);
        }
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    protected static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
