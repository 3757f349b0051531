package io.jenkins.plugins.gitops.builds;

import io.jenkins.plugins.gitops.deliveries.BuildRecords;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The records in a build's folder, oldest first, and those that cannot be read: one damaged file must not hide the
 * others.
 */
public record BuildDeliveries(List<DeployRecord> records, List<UnreadableRecord> unreadable) {

    private static final String ENDING = ".json";

    /**
     * Reads them.
     *
     * @param folder the build's folder of records; may be missing
     * @param expected ids that should be there
     * @param reader reads one
     */
    public static BuildDeliveries read(
            Path folder, Collection<String> expected, Function<DeployId, DeployRecord> reader) {
        List<DeployRecord> records = new ArrayList<>();
        List<UnreadableRecord> unreadable = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>(expected);
        names.addAll(names(folder));
        for (String name : names) {
            try {
                records.add(reader.apply(new DeployId(name)));
            } catch (GitopsException | UncheckedIOException e) {
                // The message may name the controller's folders, which are nothing for readers of a page.
                String problem = e.getMessage().replace(folder.toString(), BuildRecords.FOLDER);
                unreadable.add(new UnreadableRecord(name, problem));
            }
        }
        return new BuildDeliveries(List.copyOf(records), List.copyOf(unreadable));
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
