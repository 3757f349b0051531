package io.jenkins.plugins.gitops.bench;

import io.jenkins.plugins.gitops.engine.delivery.history.CommittedFiles;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.git.object.CommitMessage;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.object.Trailer;
import io.jenkins.plugins.gitops.engine.git.write.CommitFootprint;
import io.jenkins.plugins.gitops.engine.git.write.PendingCommit;
import io.jenkins.plugins.gitops.engine.git.write.PushOutcome;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEditor;
import io.jenkins.plugins.gitops.engine.manifest.image.ImageEdits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The write-back of one deploy, as a delivery does it: the branch's tip, the edit, the commit, the push until it is in. */
record WriteBack(RemoteBranch branch, String path, ImageReference image, String deployId) {

    static final String ID = "Gitops-Deploy-Id";
    private static final GitIdentity AUTHOR = new GitIdentity("Ann Author", "ann@example.org");

    /** Returns how many pushes it took. */
    int untilIn() {
        Revision tip = branch.fetchTip();
        for (int pushes = 1; ; pushes++) {
            PushOutcome outcome = branch.push(candidate(tip));
            if (outcome instanceof PushOutcome.In) {
                return pushes;
            }
            if (!(outcome instanceof PushOutcome.Moved moved)) {
                throw new IllegalStateException(outcome.toString());
            }
            tip = moved.tip();
        }
    }

    private PendingCommit candidate(Revision tip) {
        ImageEdits edits = ImageEditor.set(new CommittedFiles(branch.tree(tip)), path, List.of(image));
        Trailer id = new Trailer(ID, deployId);
        Revision commit = branch.commit(
                tip,
                edits.files(),
                new CommitMessage("Deploy " + path, "", List.of(id)),
                AUTHOR,
                AUTHOR,
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
        return new PendingCommit(
                commit,
                tip,
                message -> message.trailers().contains(id),
                Optional.of(new CommitFootprint(path, Set.of(path), edits.files())));
    }
}
