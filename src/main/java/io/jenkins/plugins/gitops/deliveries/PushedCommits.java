package io.jenkins.plugins.gitops.deliveries;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.gitops.engine.NewestKept;
import io.jenkins.plugins.gitops.engine.SyncedFile;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * Which commits this controller's deliveries pushed, and on which parent: the file {@code gitops/pushed} in Jenkins'
 * home, a line each. The records say it as well, but go with their builds, and are too many to be searched.
 *
 * <p>A commit's name covers all that is in it, so nobody can forge one. Only the newest are kept, which is many more than
 * lie between two builds. A line that was lost costs a look at the commit itself.
 */
@Extension
public final class PushedCommits {

    private static final Logger LOGGER = Logger.getLogger(PushedCommits.class.getName());
    private static final int KEPT = 20_000;
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{40}) ([0-9a-f]{40}) ([0-9a-z]{26}) (\\S+)");

    private final Path folder = Jenkins.get().getRootDir().toPath().resolve("gitops");
    private final Path file = folder.resolve("pushed");
    private Map<Revision, Pushed> known;

    /** One commit. */
    private record Pushed(Revision parent, String delivery, String repository) {

        String line(Revision commit) {
            return commit + " " + parent + " " + delivery + " " + repository + "\n";
        }
    }

    public static PushedCommits get() {
        return ExtensionList.lookupSingleton(PushedCommits.class);
    }

    /** What a commit was pushed onto; empty when it was not pushed from here. */
    public synchronized Optional<Revision> parent(Revision commit) {
        return Optional.ofNullable(known().get(commit)).map(Pushed::parent);
    }

    /** The addresses of all repositories that were pushed to. */
    public synchronized List<String> repositories() {
        return known().values().stream().map(Pushed::repository).distinct().toList();
    }

    /** On the disk when it returns. A disk that is full ends no delivery: then a build may start that need not. */
    void add(Revision commit, DeployId delivery, String repository, Supplier<Revision> parent) {
        if (parent(commit).isEmpty()) {
            // Before the lock: whoever says it may wait for a cache or a server, and everybody asks here.
            add(commit, new Pushed(parent.get(), delivery.value(), repository));
        }
    }

    private synchronized void add(Revision commit, Pushed pushed) {
        if (known().putIfAbsent(commit, pushed) != null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file,
                    pushed.line(commit),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "That " + commit + " was pushed cannot be written to " + file);
        }
    }

    private Map<Revision, Pushed> known() {
        if (known == null) {
            known = NewestKept.byInsertion(KEPT);
            try {
                read();
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> file + " cannot be read; builds may start that need not");
            }
        }
        return known;
    }

    private void read() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        // A line that was being written when the machine stopped is no line.
        List<String> lines = new ArrayList<>(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> LINE.matcher(line).matches())
                .toList());
        if (lines.size() > KEPT) {
            lines.subList(0, lines.size() - KEPT).clear();
        }
        SyncedFile.write(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                known.put(
                        new Revision(parts.group(1)),
                        new Pushed(new Revision(parts.group(2)), parts.group(3), parts.group(4)));
            }
        }
    }
}
