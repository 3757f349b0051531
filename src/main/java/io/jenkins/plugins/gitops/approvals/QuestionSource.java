package io.jenkins.plugins.gitops.approvals;

import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.gitops.engine.notification.PendingApproval;
import java.util.List;
import java.util.Optional;

/** A way in which builds ask people. There is one extension for each plugin that has such a way, and none without it. */
public interface QuestionSource extends ExtensionPoint {

    /**
     * At what a build waits now. May wait for a minute while the build is loaded after a restart.
     *
     * @return empty when that is not known at this moment
     */
    Optional<List<OpenQuestion>> open(Run<?, ?> build) throws InterruptedException;

    /**
     * How a question ended that is open no more.
     *
     * @return empty while the step has not ended
     */
    Optional<PendingApproval.Answer> answer(Run<?, ?> build, String node);
}
