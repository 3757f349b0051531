package io.jenkins.plugins.gitops.engine.git.remote;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.CorruptPackIndexException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoPackSignatureException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.errors.TransportException;

/** Tells failures of the repository on the disk from those of the connection: JGit throws the first as the second too. */
public final class StorageFailure {

    private static final List<Class<? extends Throwable>> DAMAGE = List.of(
            MissingObjectException.class,
            CorruptObjectException.class,
            CorruptPackIndexException.class,
            NoPackSignatureException.class,
            PackInvalidException.class,
            PackMismatchException.class);

    /** The classes through which JGit writes packs and loose objects. */
    private static final Set<String> WRITERS =
            Set.of(RandomAccessFile.class.getName(), FileOutputStream.class.getName());

    private StorageFailure() {}

    /** Whether the failure says that objects that must be here are not, or cannot be read. */
    static boolean isDamage(Throwable failure) {
        return !(failure instanceof TransportException)
                || DAMAGE.stream().anyMatch(type -> TransportFailure.hasCause(failure, type));
    }

    /**
     * The failed write to the disk, when it was that: a full disk, a quota. JGit makes a broken connection of it, and its
     * text is the operating system's, in any language; so it is known by where it was thrown.
     */
    public static Optional<IOException> failedWrite(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            if (cause instanceof IOException disk
                    && trace.length > 0
                    && WRITERS.contains(trace[0].getClassName())
                    && trace[0].getMethodName().startsWith("write")) {
                return Optional.of(disk);
            }
        }
        return Optional.empty();
    }
}
