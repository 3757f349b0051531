package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.delivery.record.DeployRecord;
import io.jenkins.plugins.gitops.engine.delivery.rollout.DeliveryContext;

/**
 * The work of one phase. Can be entered again at any point, in another process: it reads the state of branch and cluster before it acts.
 * What a server does not answer, or refuses, it throws; {@link Delivery} decides what that means in this phase.
 */
@FunctionalInterface
interface PhaseHandler {

    /** Does one step and says when to call again. Never sleeps; what it asks of a server is bounded by its timeout. */
    PhaseResult advance(DeployRecord record, DeliveryContext context);
}
