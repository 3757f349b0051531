package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.delivery.history.DeliveryRefusedException;
import io.jenkins.plugins.gitops.engine.delivery.record.Outcome;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployRequest;
import io.jenkins.plugins.gitops.engine.delivery.request.TestReport;
import java.util.Optional;

/** What has to be true of a request before anything is done: its tests. */
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

    private static String names(TestReport tests) {
        return tests.failing().isEmpty() ? "" : ": " + String.join(", ", tests.failing());
    }
}
