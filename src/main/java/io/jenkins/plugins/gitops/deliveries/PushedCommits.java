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
 * Which commits this controller's deliveries pushed, and each one's parent. They are in the file {@code gitops/pushed} in
 * Jenkins' home, one a line. The records hold the same, but they are deleted with their builds and are too many to search.
 *
 * <p>A commit's id covers its content, so nobody can forge one. Only the newest {@value #KEPT} are kept, many more than lie
 * between two builds. When a line is lost, the commit itself is read instead.
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

    /** The parent of a commit; empty when this controller did not push the commit. */
    public synchronized Optional<Revision> parent(Revision commit) {
        return Optional.ofNullable(known().get(commit)).map(Pushed::parent);
    }

    /** The addresses of all repositories that were pushed to. */
    public synchronized List<String> repositories() {
        return known().values().stream().map(Pushed::repository).distinct().toList();
    }

    /** The line is on the disk when this returns. A full disk ends no delivery, but an unnecessary build may start. */
    void add(Revision commit, DeployId delivery, String repository, Supplier<Revision> parent) {
        if (parent(commit).isEmpty()) {
            // Outside of the lock: reading the parent may wait for a server, and many threads use this class.
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
        // A line that was cut off when the machine stopped is ignored.
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
