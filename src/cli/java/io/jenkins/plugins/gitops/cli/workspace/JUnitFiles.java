package io.jenkins.plugins.gitops.cli.workspace;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The JUnit XML files below the current folder.
 *
 * @param written by this test run; old ones would let a run pass that wrote none
 * @param old those that are older
 */
public record JUnitFiles(List<String> written, List<String> old) {

    /**
     * Looks for them.
     *
     * @param pattern as in Ant
     * @param since the run's begin, in milliseconds
     */
    public static JUnitFiles matching(String pattern, long since) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        // In a glob '**/' asks for at least one folder; as in Ant, it shall also match none.
        PathMatcher shallow = FileSystems.getDefault().getPathMatcher("glob:" + pattern.replace("**/", ""));
        Path here = Path.of("").toAbsolutePath();
        JUnitFiles found = new JUnitFiles(new ArrayList<>(), new ArrayList<>());
        Files.walkFileTree(here, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = here.relativize(file);
                if (matcher.matches(relative) || shallow.matches(relative)) {
                    boolean isNew = attributes.lastModifiedTime().toMillis() >= since;
                    (isNew ? found.written : found.old).add(relative.toString());
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(found.written);
        Collections.sort(found.old);
        return found;
    }
}
