package io.jenkins.plugins.gitops.approvals;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Instant;

/**
 * A question at which a build waits now.
 *
 * @param node id of the step's flow node, which tells it from other questions of the build
 * @param id that its author gave it, or Jenkins
 * @param message what it asks, bounded
 * @param since when the step began
 */
public record OpenQuestion(String node, String id, String message, Instant since) {

    private static final int LONGEST = 1000;

    public OpenQuestion {
        id = ShownText.line(id, LONGEST);
        message = ShownText.cut(ShownText.of(message), LONGEST);
    }
}
