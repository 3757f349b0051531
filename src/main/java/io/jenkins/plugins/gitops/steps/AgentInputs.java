package io.jenkins.plugins.gitops.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.image.ImageBuild;
import io.jenkins.plugins.gitops.engine.image.ImageBuilder;
import io.jenkins.plugins.gitops.engine.image.reuse.BuildInputs;
import io.jenkins.plugins.gitops.engine.image.reuse.InputPaths;
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
import java.util.stream.Collectors;

/**
 * The inputs of an image build in a workspace on an agent, as git there says them. The agent builds the image: it is believed in what
 * it is built from. Not for a workspace whose files are not those of the built commit.
 *
 * @param here the current folder
 * @param further files and folders that count beside the context and the Dockerfile, from there
 */
record AgentInputs(FilePath here, Launcher launcher, EnvVars environment, List<String> further) {

    private static final int MOST_BYTES = 32 * 1024 * 1024;
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
     * @throws GitopsException when they cannot be known; the image is to be built then
     */
    BuildInputs of(ImageBuild image, List<ImageBuilder> builders, Revision built, ReusableImages images)
            throws IOException, InterruptedException {
        String programs = builders.stream().map(ImageBuilder::executable).collect(Collectors.joining(" "));
        List<String> facts = ran(
                        "sh",
                        "-c",
                        "for b in " + programs
                                + "; do if command -v $b >/dev/null 2>&1; then break; fi; b=none; done; echo $b;"
                                + " uname -m; git rev-parse HEAD; git rev-parse --show-prefix")
                .lines()
                .toList();
        if (facts.size() < 3 || !facts.get(2).equals(built.id())) {
            throw unknown("the commit that is checked out there is not " + built.abbreviated());
        }
        String prefix = facts.size() > 3 ? facts.get(3) : "";
        String context = inside(prefix, image.context());
        List<String> more = further.stream().map(path -> inside(prefix, path)).toList();
        InputPaths paths = new InputPaths(
                context,
                InputPaths.ignored(
                        context, text(image.context() + "/.dockerignore").orElse("")),
                inside(prefix, image.dockerfile()),
                more,
                List.of());
        requireClean(paths);
        String dockerfile =
                text(image.dockerfile()).orElseThrow(() -> unknown("there is no Dockerfile " + image.dockerfile()));
        return images.inputs(image, dockerfile, paths, files(), facts.get(0), facts.get(1));
    }

    private static String inside(String prefix, String path) {
        return TreePath.resolve(prefix.replaceFirst("/$", ""), path)
                .orElseThrow(() -> unknown("'" + ShownText.line(path) + "' is outside of the checkout"));
    }

    private static GitopsException unknown(String why) {
        return new GitopsException("Not reused: " + why, "The image is built");
    }

    private Map<String, String> files() throws IOException, InterruptedException {
        Map<String, String> files = new HashMap<>();
        for (String entry :
                ran("git", "ls-tree", "-r", "-z", "--full-tree", "HEAD").split("\0")) {
            int tab = entry.indexOf('\t');
            String[] words = entry.substring(0, Math.max(0, tab)).split(" ");
            if (words.length == 3) {
                files.put(entry.substring(tab + 1), words[0] + " " + words[2]);
            }
        }
        return files;
    }

    private void requireClean(InputPaths paths) throws IOException, InterruptedException {
        for (String entry : ran("git", "status", "--porcelain", "-z", "--untracked-files=all")
                .split("\0")) {
            boolean known = !entry.startsWith(UNKNOWN);
            if (!entry.isEmpty() && (known || paths.test(entry.substring(UNKNOWN.length() + 1)))) {
                throw unknown("the files there are not those of the commit: " + ShownText.line(entry));
            }
        }
    }

    private Optional<String> text(String path) throws IOException, InterruptedException {
        FilePath file = here.child(path);
        if (!file.exists() || file.isDirectory()) {
            return Optional.empty();
        }
        try (InputStream in = file.read()) {
            byte[] content = in.readNBytes(MOST_TEXT + 1);
            if (content.length > MOST_TEXT) {
                throw unknown(path + " is larger than " + MOST_TEXT + " bytes");
            }
            return Optional.of(new String(content, StandardCharsets.UTF_8));
        }
    }

    private String ran(String... command) throws IOException, InterruptedException {
        Bounded out = new Bounded();
        int exitCode = launcher.launch()
                .cmds(new ArrayList<>(List.of(command)))
                .quiet(true)
                .envs(environment)
                .pwd(here)
                .stdout(out)
                .stderr(OutputStream.nullOutputStream())
                .join();
        if (exitCode != 0 || out.kept.size() > MOST_BYTES) {
            throw unknown("git there does not say what is checked out (exit code " + exitCode + ")");
        }
        return out.kept.toString(StandardCharsets.UTF_8);
    }

    /** Keeps no more than is allowed, and a byte by which that is seen. */
    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            kept.write(bytes, from, Math.min(length, MOST_BYTES + 1 - kept.size()));
        }
    }
}
