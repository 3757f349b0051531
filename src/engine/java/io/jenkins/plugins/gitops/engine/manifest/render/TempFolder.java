package io.jenkins.plugins.gitops.engine.manifest.render;

import io.jenkins.plugins.gitops.engine.manifest.tree.FileTree;
import io.jenkins.plugins.gitops.engine.manifest.tree.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A temporary folder that only its owner can enter, deleted when closed. */
final class TempFolder implements AutoCloseable {

    private final Path path;

    /** @throws UncheckedIOException when none can be made */
    TempFolder() {
        try {
            // Created with 0700 where the file system has permissions.
            path = Files.createTempDirectory("gitops-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder", e);
        }
    }

    Path path() {
        return path;
    }

    /** Writes some files of a tree to a folder in it, each at its own path; returns that folder. */
    Path materialize(FileTree tree, Iterable<String> files) {
        Path root = path.resolve("tree");
        try {
            Files.createDirectory(root);
            for (String file : files) {
                Files.createDirectories(root.resolve(TreePath.parent(file)));
                Files.write(root.resolve(file), tree.read(file));
            }
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to a temporary folder", e);
        }
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete a temporary folder", e);
        }
    }
}
