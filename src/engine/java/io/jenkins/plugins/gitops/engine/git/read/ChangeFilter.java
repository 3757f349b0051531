package io.jenkins.plugins.gitops.engine.git.read;

import io.jenkins.plugins.gitops.engine.git.object.CommitInfo;
import java.util.Optional;

/** Says which changes count: so a commit that changed nothing but images differs from one that changed more. */
@FunctionalInterface
public interface ChangeFilter {

    /** Every change counts. */
    ChangeFilter ALL = (commit, path, before, after) -> true;

    /**
     * Whether this change counts. Asked once for each changed file until one counts. Not asked, and counted, when only
     * the file's mode changed, when it is no plain file before or after, and when it is larger than can be read.
     *
     * @param before the content in the commit's parent; empty when the file is new
     * @param after the content in the commit; empty when the file is gone
     */
    boolean counts(CommitInfo commit, String path, Optional<byte[]> before, Optional<byte[]> after);
}
