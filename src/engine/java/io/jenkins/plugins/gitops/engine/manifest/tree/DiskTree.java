package io.jenkins.plugins.gitops.engine.manifest.tree;

import io.jenkins.plugins.gitops.engine.GitopsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder on disk as a tree. No symbolic link is ever followed, inside the folder or out of it: a link is a
 * {@link FileTree.Kind#SYMLINK}, and below a link there is nothing, as Git sees it.
 */
public final class DiskTree implements FileTree {

    /** The largest file that is read: manifests are small, and the API server takes no object beyond 3 MiB. */
    public static final int LARGEST_FILE = 16 * 1024 * 1024;

    private final Path root;

    private DiskTree(Path root) {
        this.root = root;
    }

    /**
     * The tree below a folder. The folder itself may be reached through links: it is the caller's choice.
     *
     * @throws GitopsException when there is no such folder
     */
    public static DiskTree of(Path root) {
        try {
            Path real = root.toRealPath();
            if (Files.isDirectory(real)) {
                return new DiskTree(real);
            }
        } catch (IOException e) {
            throw missing(root, e);
        }
        throw missing(root, null);
    }

    @Override
    public Kind kind(String path) {
        Path at = root;
        if (path.isEmpty()) {
            return Kind.DIRECTORY;
        }
        for (String part : path.split("/", -1)) {
            if (!at.equals(root) && !Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS) || !isName(part)) {
                return Kind.MISSING;
            }
            at = at.resolve(part);
        }
        return kindOf(at);
    }

    @Override
    public List<String> list(String directory) {
        if (kind(directory) != Kind.DIRECTORY) {
            return List.of();
        }
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(root.resolve(directory), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return isGit(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!isGit(file)) {
                        found.add(root.relativize(file).toString().replace('\\', '/'));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
        found.sort(TreePath.ORDER);
        return found;
    }

    @Override
    public byte[] read(String path) {
        if (kind(path) != Kind.FILE) {
            throw new GitopsException("There is no file " + path, "Check the path and its spelling");
        }
        try (InputStream content = Files.newInputStream(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = content.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new GitopsException(
                        path + " is larger than " + LARGEST_FILE / 1024 / 1024 + " MiB",
                        "Move what is no manifest elsewhere, or split the file");
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static Kind kindOf(Path at) {
        if (Files.isSymbolicLink(at)) {
            return Kind.SYMLINK;
        }
        if (Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
            return Kind.FILE;
        }
        if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
            return Kind.DIRECTORY;
        }
        return Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? Kind.OTHER : Kind.MISSING;
    }

    private boolean isName(String part) {
        if (part.isEmpty() || part.equals(".") || part.equals("..") || part.equals(".git")) {
            return false;
        }
        try {
            return root.getFileSystem().getPath(part).getNameCount() == 1;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isGit(Path path) {
        return String.valueOf(path.getFileName()).equals(".git");
    }

    private static GitopsException missing(Path root, IOException cause) {
        return new GitopsException("There is no folder " + root, "Give the folder of a checked-out repository", cause);
    }

    private static GitopsException unreadable(String path, IOException cause) {
        return new GitopsException(
                "Cannot read " + TreePath.shown(path) + ": " + cause.getMessage(),
                "Check the file's permissions",
                cause);
    }
}
