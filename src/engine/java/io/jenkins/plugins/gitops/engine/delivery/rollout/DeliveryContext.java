package io.jenkins.plugins.gitops.engine.delivery.rollout;

import io.jenkins.plugins.gitops.engine.SteadyClock;
import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.git.RemoteBranch;
import io.jenkins.plugins.gitops.engine.manifest.render.ManifestRenderer;
import java.util.random.RandomGenerator;

/**
 * Where a delivery happens: what a request names, opened with credentials that no record holds.
 *
 * @param branch the branch with the desired state
 * @param cluster the cluster
 * @param renderer turns manifests into objects
 * @param clock the time, and how long something takes
 * @param random for ids and for the jitter of retries
 */
public record DeliveryContext(
        RemoteBranch branch, Cluster cluster, ManifestRenderer renderer, SteadyClock clock, RandomGenerator random) {}
