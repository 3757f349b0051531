package io.jenkins.plugins.gitops.engine.delivery.record;

import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.util.Optional;

/**
 * How far a commit is on its way to the branch.
 *
 * @param base the branch's tip that it is rendered on
 * @param planned digest of the rendering that was planned; another rendering has to be planned again
 * @param candidate the commit as it was made on that base, known before it is pushed
 * @param commit the commit, once it is known to be on the branch
 * @param pushes how often a push was tried
 */
public record Writing(
        Optional<Revision> base,
        Optional<String> planned,
        Optional<Revision> candidate,
        Optional<Revision> commit,
        int pushes) {

    static final Writing NOTHING =
            new Writing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

    /** On another tip; what was made on the old one is void. */
    public Writing on(Revision tip) {
        return base.filter(tip::equals).isPresent()
                ? this
                : new Writing(Optional.of(tip), planned, Optional.empty(), commit, pushes);
    }

    public Writing planned(String digest) {
        return new Writing(base, Optional.of(digest), candidate, commit, pushes);
    }

    public Writing pushing(Revision made) {
        return new Writing(base, planned, Optional.of(made), commit, pushes + 1);
    }

    public Writing in(Revision revision) {
        return new Writing(base, planned, candidate, Optional.of(revision), pushes);
    }
}
