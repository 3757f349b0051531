package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.ErrorRemedy;
import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.history.DeployTrailers;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import io.jenkins.plugins.gitops.engine.image.ImageReference;
import java.util.List;
import java.util.Optional;

/** What has to be true before anything is done: the tests, and that the environment is not held. */
public final class DeployGate {

    private DeployGate() {}

    /** Throws the refusal, if there is one. */
    public static void check(DeployRequest request) {
        Optional<TestReport> tests = request.tests();
        String environment = request.target().environment();
        if (tests.isPresent() && !tests.get().passed()) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    "The tests of this build did not pass (" + tests.get().summary() + "), so nothing is deployed to "
                            + environment + names(tests.get()),
                    "Fix the tests, and build again");
        }
        if (tests.isEmpty() && request.options().safety().requireTests()) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    "The environment " + environment + " asks for a test run, and there was none",
                    "Run the tests in gitopsTest, or with 'gitops test', and hand their result to the deploy");
        }
    }

    /** Refuses what was rolled back from this environment, unless a person asks for it. */
    public static void checkHold(DeployRequest request, Optional<String> held) {
        if (request.kind().explicit() || request.options().safety().releaseHold()) {
            return;
        }
        if (held.isPresent() && held.get().equals(holdKey(request))) {
            throw new DeliveryRefusedException(
                    Outcome.REFUSED,
                    request.target() + " is held: " + held.get() + " was rolled back from it and is not deployed again"
                            + " automatically",
                    "Deploy a newer commit; or, if the cause was elsewhere, release this one ("
                            + ErrorRemedy.RELEASED_HOLD.words() + ")");
        }
    }

    /** What a hold remembers: the source commit, or the images where the source is not known. */
    static String holdKey(DeployRequest request) {
        return holdKey(request.source(), request.images());
    }

    /** As above, of a delivery that is on the branch. */
    static String holdKey(DeployTrailers trailers) {
        return holdKey(trailers.source(), trailers.images());
    }

    private static String holdKey(Optional<DeliverySource> source, List<ImageReference> images) {
        return source.map(DeliverySource::text)
                .orElseGet(() ->
                        String.join(" ", images.stream().map(Object::toString).toList()));
    }

    private static String names(TestReport tests) {
        return tests.failing().isEmpty() ? "" : ": " + String.join(", ", tests.failing());
    }
}
