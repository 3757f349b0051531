package io.jenkins.plugins.gitops.engine.delivery.figures;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.parts.DevScript;
import io.jenkins.plugins.gitops.engine.parts.GitServer;
import io.jenkins.plugins.gitops.engine.parts.GitServer.BareRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A real repository with a history that a test makes up: code on the branch {@code code}, deliveries and marks on {@code main},
 * each at its time.
 */
public final class DeliveredBranch {

    public final BareRepository origin = GitServer.shared().createRepository(Map.of("k8s/shop.yaml", "image: none"));

    private final Random random = new Random(7);
    private final StringBuilder code = new StringBuilder();
    private final Map<Integer, String> codeIds = new HashMap<>();
    private final StringBuilder main = new StringBuilder();
    private final Map<String, String> previous = new HashMap<>();
    private String target = trailers("shop", "production");
    private int codeCommits;
    private int changes;

    /** A commit of code. Returns its number, for {@link #deliver}; all code comes before the first delivery. */
    public int code(Instant when) {
        codeCommits++;
        code.append("commit refs/heads/code\nmark :" + codeCommits + "\n")
                .append(person(when))
                .append(data("Code " + codeCommits))
                .append(codeCommits == 1 ? "from refs/heads/main^0\n" : "")
                .append("M 100644 inline src/main\n")
                .append(data("" + codeCommits));
        return codeCommits;
    }

    /** Writes the code to the repository. */
    public void push(Path folder) {
        Path marks = folder.resolve("marks");
        run(code.toString(), "--export-marks=" + marks);
        try {
            for (String line : Files.readAllLines(marks)) {
                String[] parts = line.split(" ");
                codeIds.put(Integer.valueOf(parts[0].substring(1)), parts[1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A delivery of a commit of code that changes the image.
     *
     * @param more further trailers, a line feed behind each
     * @param result how it ended, which the next delivery's commit says
     */
    public DeployId deliver(Instant requested, int source, String more, String result, Instant ended) {
        DeployId id = id(requested);
        commit(
                requested,
                "Deploy shop\n\nGitops-Deploy-Id: " + id + "\n" + target + "Gitops-Manifests: k8s\nGitops-Source: "
                        + origin.url() + "@" + codeIds.get(source) + "\n" + more + previous.getOrDefault(target, ""),
                "M 100644 inline k8s/shop.yaml\n" + data("image: " + ++changes));
        previous.put(target, "Gitops-Previous: " + id + " " + result + "\nGitops-Previous-Ended: " + ended + "\n");
        return id;
    }

    /** What is delivered from now on, and where to. */
    public void to(String application, String environment) {
        target = trailers(application, environment);
    }

    private static String trailers(String application, String environment) {
        return "Gitops-Application: " + application + "\nGitops-Environment: " + environment + "\n";
    }

    /** Any other commit. */
    public void commit(Instant when, String message, String changed) {
        boolean first = main.length() == 0;
        main.append("commit refs/heads/main\n")
                .append(person(when))
                .append(data(message))
                .append(first ? "from refs/heads/main^0\n" : "")
                .append(changed);
    }

    /** Writes what was delivered to the repository. */
    public void pushDeliveries() {
        run(main.toString());
        main.setLength(0);
    }

    public DeployId id(Instant requested) {
        return DeployId.next(requested, random);
    }

    public static String trailers(DeployId id) {
        return "Gitops-Deploy-Id: " + id + "\n" + trailers("shop", "production");
    }

    private void run(String stream, String... more) {
        List<String> command = new ArrayList<>(
                List.of("git", "--git-dir", origin.folder().toString(), "fast-import", "--quiet", "--force"));
        command.addAll(List.of(more));
        DevScript.run(command, Map.of(), stream.getBytes(UTF_8)).succeeded();
    }

    private static String person(Instant when) {
        return "committer Ann <ann@example.com> " + when.getEpochSecond() + " +0000\n";
    }

    private static String data(String text) {
        return "data " + text.getBytes(UTF_8).length + "\n" + text + "\n";
    }
}
