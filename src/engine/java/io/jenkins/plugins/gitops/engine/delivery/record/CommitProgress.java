package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Optional;

/**
 * How far the commit is: rendered, planned, made, pushed.
 *
 * @param base the branch's tip that it is rendered on
 * @param planned digest of the rendering that was planned; another rendering has to be planned again
 * @param candidate the commit as it was made on that base, known before it is pushed
 * @param commit the commit, once it is known to be on the branch
 * @param pushes how often a push was tried
 */
public record CommitProgress(
        Optional<Revision> base,
        Optional<String> planned,
        Optional<Revision> candidate,
        Optional<Revision> commit,
        int pushes) {

    static final CommitProgress NOTHING =
            new CommitProgress(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

    /** On another tip; a commit that was made on the old one is dropped. */
    public CommitProgress on(Revision tip) {
        return base.filter(tip::equals).isPresent()
                ? this
                : new CommitProgress(Optional.of(tip), planned, Optional.empty(), commit, pushes);
    }

    public CommitProgress planned(String digest) {
        return new CommitProgress(base, Optional.of(digest), candidate, commit, pushes);
    }

    public CommitProgress pushing(Revision made) {
        return new CommitProgress(base, planned, Optional.of(made), commit, pushes + 1);
    }

    public CommitProgress in(Revision revision) {
        return new CommitProgress(base, planned, candidate, Optional.of(revision), pushes);
    }
}
