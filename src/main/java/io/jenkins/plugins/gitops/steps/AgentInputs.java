package io.jenkins.plugins.gitops.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildTexts;
import io.jenkins.plugins.gitops.engine.image.reuse.InputPaths;
import io.jenkins.plugins.gitops.engine.image.reuse.NotReusableException;
import io.jenkins.plugins.gitops.engine.image.reuse.ReusableImages;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The inputs of an image build in a workspace on an agent, as git there says them. The agent builds the image: it is believed in what
 * it is built from. Not for a workspace whose files are not those of the built commit.
 *
 * @param here the current folder
 * @param further files and folders that count beside the context and the Dockerfile, from there
 */
record AgentInputs(FilePath here, Launcher launcher, EnvVars environment, List<String> further) {

    private static final int MOST_BYTES = 32 * 1024 * 1024;
    private static final int MOST_FACTS = 64 * 1024;
    private static final int MOST_FILES = 100_000;
    private static final Pattern MACHINE = Pattern.compile("[\\w-]{1,32}");
    private static final int MOST_TEXT = 1024 * 1024;
    private static final String UNKNOWN = "??";

    AgentInputs {
        further = List.copyOf(further);
        environment = new EnvVars(environment);
    }

    @Override
    public EnvVars environment() {
        return new EnvVars(environment);
    }

    /**
     * All inputs.
     *
     * @param built the commit that the build is of
     * @throws NotReusableException when they cannot be known; the image is to be built then
     */
    BuildInputs of(ImageBuild image, List<ImageBuilder> builders, Revision built, ReusableImages images)
            throws IOException, InterruptedException {
        List<String> programs = builders.stream().map(ImageBuilder::executable).toList();
        List<String> facts = ran(
                        MOST_FACTS,
                        "sh",
                        "-c",
                        "for b in " + String.join(" ", programs)
                                + "; do if command -v $b >/dev/null 2>&1; then break; fi; b=none; done; echo $b;"
                                + " uname -m; git rev-parse HEAD; git rev-parse --show-prefix")
                .lines()
                .toList();
        if (facts.size() < 3 || !facts.get(2).equals(built.id())) {
            throw new NotReusableException("the commit that is checked out there is not " + built.abbreviated());
        }
        String builder = facts.get(0);
        String machine = facts.get(1);
        if (!programs.contains(builder) || !MACHINE.matcher(machine).matches()) {
            throw new NotReusableException("the agent does not say which builder and machine it has");
        }
        String prefix = facts.size() > 3 ? facts.get(3) : "";
        String context = inside(prefix, image.context());
        String file = inside(prefix, image.dockerfile());
        List<String> more = further.stream().map(path -> inside(prefix, path)).toList();
        BuildTexts texts = texts(prefix, image, context, file);
        InputPaths paths = InputPaths.of(context, file, texts, more, List.of());
        requireClean(paths);
        requireContent(paths);
        return images.inputs(image, texts, paths, files(), builder, machine);
    }

    private BuildTexts texts(String prefix, ImageBuild image, String context, String dockerfile)
            throws IOException, InterruptedException {
        String up = "../".repeat((int) prefix.chars().filter(c -> c == '/').count());
        SortedMap<String, String> ignoring = new TreeMap<>();
        for (String name : BuildTexts.ignoring(context, dockerfile)) {
            text(up + name).ifPresent(found -> ignoring.put(name, found));
        }
        return new BuildTexts(
                text(image.dockerfile())
                        .orElseThrow(() -> new NotReusableException("there is no Dockerfile " + image.dockerfile())),
                ignoring);
    }

    private static String inside(String prefix, String path) {
        return TreePath.resolve(prefix.replaceFirst("/$", ""), path)
                .orElseThrow(
                        () -> new NotReusableException("'" + ShownText.line(path) + "' is outside of the checkout"));
    }

    private Map<String, String> files() throws IOException, InterruptedException {
        Map<String, String> files = new HashMap<>();
        for (String entry : entries("git", "ls-tree", "-r", "-z", "--full-tree", "HEAD")) {
            int tab = entry.indexOf('\t');
            String[] words = entry.substring(0, Math.max(0, tab)).split(" ");
            if (words.length == 3) {
                files.put(entry.substring(tab + 1), words[0] + " " + words[2]);
            }
        }
        return files;
    }

    private void requireClean(InputPaths paths) throws IOException, InterruptedException {
        for (String entry : entries("git", "status", "--porcelain", "-z", "--untracked-files=all")) {
            boolean known = !entry.startsWith(UNKNOWN);
            if (known || paths.test(entry.substring(UNKNOWN.length() + 1))) {
                throw new NotReusableException("the files there are not those of the commit: " + ShownText.line(entry));
            }
        }
    }

    /** Where Git LFS downloaded no file its pointer lies there, and Git sees no difference. */
    private void requireContent(InputPaths paths) throws IOException, InterruptedException {
        for (String pointer : entries(
                "sh",
                "-c",
                "git grep -z -l --full-name -e '^version https://git-lfs.github.com/spec/v1$' -- ':(top)' || test $? ="
                        + " 1")) {
            if (paths.test(pointer)) {
                throw new NotReusableException(ShownText.line(pointer)
                        + " is a pointer of Git LFS there, and not the file that it stands for");
            }
        }
    }

    private List<String> entries(String... command) throws IOException, InterruptedException {
        String answer = ran(MOST_BYTES, command);
        if (answer.chars().filter(c -> c == 0).limit(MOST_FILES + 1L).count() > MOST_FILES) {
            throw new NotReusableException("the checkout there has more than " + MOST_FILES + " files");
        }
        return Stream.of(answer.split("\0")).filter(entry -> !entry.isEmpty()).toList();
    }

    private Optional<String> text(String path) throws IOException, InterruptedException {
        FilePath file = here.child(path);
        if (!file.exists() || file.isDirectory()) {
            return Optional.empty();
        }
        try (InputStream in = file.read()) {
            byte[] content = in.readNBytes(MOST_TEXT + 1);
            if (content.length > MOST_TEXT) {
                throw new NotReusableException(path + " is larger than " + MOST_TEXT + " bytes");
            }
            return Optional.of(new String(content, StandardCharsets.UTF_8));
        }
    }

    private String ran(int most, String... command) throws IOException, InterruptedException {
        Bounded out = new Bounded(most);
        int exitCode = launcher.launch()
                .cmds(new ArrayList<>(List.of(command)))
                .quiet(true)
                .envs(environment)
                .pwd(here)
                .stdout(out)
                .stderr(OutputStream.nullOutputStream())
                .join();
        if (exitCode != 0 || out.kept.size() > most) {
            throw new NotReusableException("git there does not say what is checked out (exit code " + exitCode + ")");
        }
        return out.kept.toString(StandardCharsets.UTF_8);
    }

    /** Keeps no more than is allowed, and a byte by which that is seen. */
    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            kept.write(bytes, from, Math.min(length, most + 1 - kept.size()));
        }
    }
}
