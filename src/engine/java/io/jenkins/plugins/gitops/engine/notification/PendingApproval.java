package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A question at which a build waits, before it delivers.
 *
 * @param id of the question: the same when it is asked and when that has ended
 * @param question what it says, bounded and masked
 * @param page URL where it is answered
 * @param build URL of the build that waits
 * @param source the commit that was built, where that is known
 * @param since when it was asked
 * @param answer how it ended; absent while it waits
 */
public record PendingApproval(
        String id,
        String question,
        String page,
        String build,
        Optional<DeliverySource> source,
        Instant since,
        Optional<Answer> answer) {

    public PendingApproval {
        Objects.requireNonNull(since, "no time");
        id = ShownText.line(id);
        question = MaskedLines.text(question);
    }

    /**
     * How it ended.
     *
     * @param approved false also where nobody answered: the build was aborted, or is gone
     * @param by who answered, where that is known
     * @param at when that was seen
     */
    public record Answer(boolean approved, Optional<String> by, Instant at) {
        public Answer {
            by = by.map(ShownText::line);
        }
    }

    public PendingApproval answered(Answer how) {
        return new PendingApproval(id, question, page, build, source, since, Optional.of(how));
    }
}
