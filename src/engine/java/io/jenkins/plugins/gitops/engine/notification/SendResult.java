package io.jenkins.plugins.gitops.engine.notification;

import io.jenkins.plugins.gitops.engine.ShownText;
import java.time.Duration;
import java.util.Optional;

/** What became of one try to tell something. */
public sealed interface SendResult {

    /** What is kept of a receiver's answer, and of a reason. */
    int LONGEST = 300;

    /** It was told. */
    record Sent() implements SendResult {}

    /**
     * There was nothing to tell.
     *
     * @param why for people
     */
    record Skipped(String why) implements SendResult {
        public Skipped {
            why = ShownText.line(why, LONGEST);
        }
    }

    /**
     * It may succeed later.
     *
     * @param why for people, without a secret
     * @param pause how long the receiver asks us to wait
     */
    record Later(String why, Optional<Duration> pause) implements SendResult {
        public Later {
            why = ShownText.line(why, LONGEST);
        }
    }

    /**
     * It was refused, and will be again.
     *
     * @param why for people, without a secret
     * @param remedy what to do, as a sentence without a full stop
     */
    record Refused(String why, String remedy) implements SendResult {
        public Refused {
            why = ShownText.line(why, LONGEST);
        }
    }

    SendResult SENT = new Sent();
}
