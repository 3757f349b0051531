package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * 50 writers, each of an application of its own, deliver four times each to one branch of a repository of 2,000 files over
 * HTTP, as fast as they can. Ours are threads of two processes that are running already; theirs are 50 shells with a clone
 * each, made before, that fetch, rebase and push in a loop until they are in. Then every deploy has to be on the branch,
 * once.
 */
public final class RaceBench {

    static final int WRITERS = 50;
    static final int DEPLOYS = 4;
    private static final int FILES = 2_000;
    private static final int PROCESSES = 2;

    private static final String LOOP =
            """
            cd "$FOLDER/clone-$WRITER"
            for deploy in 1 2 3 4; do
              sed -i "s#image: .*#image: registry.example/app@sha256:$(printf %s "$WRITER $deploy" | sha256sum | cut -c1-64)#" \\
                "apps/app-$WRITER/deployment.yaml"
              git commit -q -a -m "Deploy" -m "Gitops-Deploy-Id: $WRITER-$deploy"
              until git push -q "$URL" HEAD:main 2>/dev/null; do
                git fetch -q "$URL" main && git rebase -q FETCH_HEAD
              done
            done
            """;

    private final Path folder;

    private RaceBench(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("gitops-bench");
        try {
            new RaceBench(folder).run();
        } finally {
            Pairs.delete(folder);
        }
    }

    private void run() throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < 3; pair++) {
            BareRepository ours = Monorepo.of(FILES, WRITERS);
            BareRepository theirs = Monorepo.of(FILES, WRITERS);
            double our = ours(ours, pair);
            double their = theirs(theirs, pair);
            System.out.printf("ours %.2f s, git %.2f s, ratio %.3f%n", our, their, our / their);
            report("git", theirs);
            report("ours", ours);
            ratios.add(our / their);
        }
        System.out.printf("race ratio=%.3f%n", ratios.stream().sorted().toList().get(1));
    }

    private double ours(BareRepository origin, int pair) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            RaceWriters.class.getName(),
                            origin.url(),
                            origin.username(),
                            origin.password(),
                            folder.resolve("caches-" + pair + "-" + i).toString(),
                            Integer.toString(i * WRITERS / PROCESSES),
                            Integer.toString((i + 1) * WRITERS / PROCESSES))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        List<BufferedReader> outputs = processes.stream()
                .map(process -> process.inputReader(StandardCharsets.UTF_8))
                .toList();
        for (BufferedReader output : outputs) {
            output.readLine(); // It is ready.
        }
        long begin = System.nanoTime();
        for (Process process : processes) {
            process.getOutputStream().close();
        }
        for (int i = 0; i < PROCESSES; i++) {
            outputs.get(i).lines().forEach(System.out::println);
            if (processes.get(i).waitFor() != 0) {
                throw new IllegalStateException("A writer's process failed");
            }
        }
        return Pairs.since(begin);
    }

    private double theirs(BareRepository origin, int pair) throws IOException, InterruptedException {
        Path clones = Files.createDirectory(folder.resolve("clones-" + pair));
        DevScript.run(
                        List.of(
                                "bash",
                                "-c",
                                "git clone -q \"$URL\" \"$FOLDER/first\" && for i in $(seq -w 0 49);"
                                        + " do git clone -q \"$FOLDER/first\" \"$FOLDER/clone-$i\"; done"),
                        environment(origin, clones, ""),
                        new byte[0])
                .succeeded();
        long begin = System.nanoTime();
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            ProcessBuilder writer = new ProcessBuilder("bash", "-c", LOOP)
                    .redirectErrorStream(true)
                    .redirectOutput(clones.resolve("log-" + i).toFile());
            writer.environment().putAll(environment(origin, clones, "%02d".formatted(i)));
            writers.add(writer.start());
        }
        for (Process writer : writers) {
            writer.waitFor();
        }
        return Pairs.since(begin);
    }

    private static Map<String, String> environment(BareRepository origin, Path clones, String writer) {
        return Map.of(
                "FOLDER", clones.toString(),
                "WRITER", writer,
                "URL", Pairs.withPassword(origin),
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "Ann Author",
                "GIT_AUTHOR_EMAIL", "ann@example.org",
                "GIT_COMMITTER_NAME", "Ann Author",
                "GIT_COMMITTER_EMAIL", "ann@example.org");
    }

    private static void report(String who, BareRepository origin) {
        List<String> found = origin.git("log", "--format=%(trailers:key=Gitops-Deploy-Id,valueonly)", "main")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        Set<String> different = new HashSet<>(found);
        int lost = WRITERS * DEPLOYS - different.size();
        System.out.printf("%s: lost=%d double=%d%n", who, lost, found.size() - different.size());
        if (who.equals("ours") && (lost != 0 || found.size() != different.size())) {
            throw new IllegalStateException("Not every deploy is on the branch, once");
        }
    }
}
