package io.jenkins.plugins.gitops.engine.git.cache;

import io.jenkins.plugins.gitops.engine.git.transfer.TransferLimits;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.FS;

/**
 * A bare repository that reads its own configuration file and no other: no {@code ~/.gitconfig}, no
 * {@code /etc/gitconfig}. So no {@code insteadOf} sends a push elsewhere, and no {@code core.hooksPath} runs a program.
 *
 * <p>JGit asks one global {@code SystemReader} for those files. Replacing that would change JGit for everybody else in
 * the process (Jenkins' Git plugin), so the one place is overridden through which JGit reads a repository's
 * configuration. The class is JGit's internal one because no public one can be extended.
 *
 * <p>What is read from it is bounded ({@link BoundedObjects}), and each object that comes in a pack.
 */
final class IsolatedRepository extends FileRepository {

    // Without an initial value: the constructor above this one already asks, and what it was given must stay.
    private FileBasedConfig own;

    /** @throws IOException when its configuration cannot be read */
    IsolatedRepository(File directory) throws IOException {
        super(new FileRepositoryBuilder()
                .setGitDir(directory)
                .setBare()
                .setFS(FS.DETECTED)
                .setup());
    }

    @Override
    public FileBasedConfig getConfig() {
        if (own == null) {
            own = read(new FileBasedConfig(null, new File(getDirectory(), Constants.CONFIG), getFS()));
        }
        return own;
    }

    @Override
    public ObjectReader newObjectReader() {
        return new BoundedObjects(super.newObjectReader());
    }

    @Override
    public ObjectInserter newObjectInserter() {
        return new BoundedPacks(super.newObjectInserter());
    }

    /** JGit takes memory for as many bytes as a pack says that an object has, before one of them has come. */
    private static final class BoundedPacks extends ObjectInserter.Filter {

        private final ObjectInserter all;

        BoundedPacks(ObjectInserter all) {
            this.all = all;
        }

        @Override
        protected ObjectInserter delegate() {
            return all;
        }

        @Override
        public PackParser newPackParser(InputStream in) throws IOException {
            PackParser parser = all.newPackParser(in);
            parser.setMaxObjectSizeLimit(TransferLimits.objectBytes());
            return parser;
        }
    }

    private static FileBasedConfig read(FileBasedConfig config) {
        try {
            config.load();
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ConfigInvalidException e) {
            throw new UncheckedIOException(new IOException("The configuration cannot be read", e));
        }
    }
}
