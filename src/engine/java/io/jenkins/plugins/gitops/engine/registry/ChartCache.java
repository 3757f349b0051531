package io.jenkins.plugins.gitops.engine.registry;

import io.jenkins.plugins.gitops.engine.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Charts that were fetched, one file each; the name has the digests of reference and content. The 100 that were fetched last are kept. What
 * cannot be written or read is fetched again.
 */
final class ChartCache {

    private static final int KEPT = 100;
    private static final String SUFFIX = ".tgz";

    private final Path folder;

    ChartCache(Path folder) {
        this.folder = folder;
    }

    Optional<PulledChart> read(ChartReference reference, RegistryHost host) {
        String key = key(reference, host);
        for (Path file : files()) {
            String name = folder.relativize(file).toString();
            if (name.startsWith(key + "-")) {
                try {
                    byte[] content = Files.readAllBytes(file);
                    if (name.equals(key + "-" + hex(content) + SUFFIX)) {
                        return Optional.of(new PulledChart(reference, content, digest(content)));
                    }
                } catch (IOException deletedMeanwhile) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    void write(PulledChart chart, RegistryHost host) {
        String key = key(chart.reference(), host);
        try {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "new", ".part");
            Files.write(written, chart.content());
            Files.move(
                    written, folder.resolve(key + "-" + hex(chart.content()) + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
            for (Path old : files().stream().skip(KEPT).toList()) {
                Files.deleteIfExists(old);
            }
        } catch (IOException noCache) {
            // It is fetched again.
            return;
        }
    }

    /** Of its own for each user, as one may not read what another may. */
    private static String key(ChartReference reference, RegistryHost host) {
        return hex((reference + "\n" + host.username().orElse("")).getBytes(StandardCharsets.UTF_8));
    }

    /** The newest first. */
    private List<Path> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(ChartCache::used).reversed())
                    .toList();
        } catch (IOException notThereYet) {
            return List.of();
        }
    }

    private static FileTime used(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException deletedMeanwhile) {
            return FileTime.fromMillis(0);
        }
    }

    static String digest(byte[] content) {
        return "sha256:" + hex(content);
    }

    private static String hex(byte[] content) {
        return HexFormat.of().formatHex(Sha256.digest().digest(content));
    }
}
