/**
 * The cluster: what is there made equal to what is wanted.
 *
 * <p>In come manifests and the identity of their inventory; out go a plan, the objects applied in order by server-side
 * apply, their health with the reason of a failure, and the inventory that says what belongs to whom. Asks the API
 * server what it serves; assumes no version. {@link io.jenkins.plugins.gitops.engine.cluster.Cluster} is the door.
 * Knows {@code manifest}, and no other room.
 */
package io.jenkins.plugins.gitops.engine.cluster;
