package io.jenkins.plugins.gitops.engine.git.cache;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.util.FileUtils;

/**
 * What a killed process leaves in a repository: lock files, which would stop everybody for ever, and half a pack. Only
 * to be removed by the thread that holds the cache's lock, since everybody who makes such files holds it.
 *
 * <p>Others write loose objects meanwhile: so names are listed, and nothing is asked of files that may be gone by then.
 */
final class StaleLocks {

    private StaleLocks() {}

    static void remove(Path repository) throws IOException {
        File folder = repository.toFile();
        removeFiles(folder, "", ".lock");
        removeFiles(new File(folder, "objects"), "incoming_", "");
        removeLocksBelow(new File(folder, "refs"));
    }

    private static void removeLocksBelow(File folder) throws IOException {
        removeFiles(folder, "", ".lock");
        File[] below = folder.listFiles(File::isDirectory);
        if (below != null) {
            for (File each : below) {
                removeLocksBelow(each);
            }
        }
    }

    private static void removeFiles(File folder, String beginning, String end) throws IOException {
        String[] names = folder.list((parent, name) -> name.startsWith(beginning) && name.endsWith(end));
        if (names != null) {
            for (String name : names) {
                FileUtils.delete(new File(folder, name), FileUtils.RETRY | FileUtils.SKIP_MISSING);
            }
        }
    }
}
