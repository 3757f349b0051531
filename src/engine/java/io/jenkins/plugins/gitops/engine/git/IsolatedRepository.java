package io.jenkins.plugins.gitops.engine.git;

import java.io.File;
import java.io.IOException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * A bare repository that reads its own configuration file and no other: no {@code ~/.gitconfig}, no
 * {@code /etc/gitconfig}. So no {@code insteadOf} sends a push elsewhere, and no {@code core.hooksPath} runs a program.
 *
 * <p>JGit asks one global {@code SystemReader} for those files. Replacing that would change JGit for everybody else in
 * the process (Jenkins' Git plugin), so the one place is overridden through which JGit reads a repository's
 * configuration. The class is JGit's internal one because no public one can be extended.
 */
final class IsolatedRepository extends FileRepository {

    private final FileBasedConfig own;

    /** @throws IOException when its configuration cannot be read */
    IsolatedRepository(File directory) throws IOException {
        super(new FileRepositoryBuilder()
                .setGitDir(directory)
                .setBare()
                .setFS(FS.DETECTED)
                .setup());
        own = new FileBasedConfig(null, new File(directory, Constants.CONFIG), FS.DETECTED);
        try {
            own.load();
        } catch (org.eclipse.jgit.errors.ConfigInvalidException e) {
            throw new IOException("The configuration cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public FileBasedConfig getConfig() {
        // The constructor above this one asks before there is an answer.
        return own == null ? super.getConfig() : own;
    }
}
