package io.jenkins.plugins.gitops.engine.delivery.removal;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.delivery.request.BuildLink;
import io.jenkins.plugins.gitops.engine.delivery.request.CommitFormat;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.git.object.GitIdentity;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of a removal.
 *
 * @param remote the repository and branch that hold the desired state
 * @param namespace where the inventory is
 * @param scope where objects may be today: what is elsewhere stays; empty where nothing but the account limits it
 * @param named Namespaces, PersistentVolumeClaims and CustomResourceDefinitions that may go with their data
 * @param author who asked; the commit's author
 * @param style how the commit is written
 * @param build the build that asks
 * @param timeout how long the objects may take to go
 */
public record RemovalRequest(
        DeliveryTarget target,
        GitRemote remote,
        String namespace,
        Optional<DeployScope> scope,
        Set<ObjectSelector> named,
        GitIdentity author,
        CommitFormat style,
        Optional<BuildLink> build,
        Duration timeout) {

    /** @throws GitopsException when the timeout is not positive */
    public RemovalRequest {
        named = Set.copyOf(named);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new GitopsException("The timeout " + timeout + " is not a time to wait", "Give one above zero");
        }
    }

    /** The same without a build and an environment's scope. */
    public RemovalRequest(
            DeliveryTarget target,
            GitRemote remote,
            String namespace,
            Set<ObjectSelector> named,
            GitIdentity author,
            CommitFormat style,
            Duration timeout) {
        this(target, remote, namespace, Optional.empty(), named, author, style, Optional.empty(), timeout);
    }

    InventoryId inventory() {
        return new InventoryId(target.application(), target.environment(), namespace);
    }
}
