package io.jenkins.plugins.gitops.engine.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.account.AccountReview;
import io.jenkins.plugins.gitops.engine.cluster.account.AccountSetup;
import io.jenkins.plugins.gitops.engine.cluster.account.ClusterAccount;
import io.jenkins.plugins.gitops.engine.cluster.account.DeliveryAccount;
import io.jenkins.plugins.gitops.engine.cluster.account.IssuedToken;
import io.jenkins.plugins.gitops.engine.cluster.account.ServiceAccountName;
import io.jenkins.plugins.gitops.engine.cluster.account.TokenRequest;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiAnswer;
import io.jenkins.plugins.gitops.engine.cluster.api.ApiCall;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterSession;
import io.jenkins.plugins.gitops.engine.cluster.api.DeletingObject;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectKey;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.apply.ApplyResult;
import io.jenkins.plugins.gitops.engine.cluster.apply.WaveApplier;
import io.jenkins.plugins.gitops.engine.cluster.delete.Deleter;
import io.jenkins.plugins.gitops.engine.cluster.delete.PruneResult;
import io.jenkins.plugins.gitops.engine.cluster.delete.Pruner;
import io.jenkins.plugins.gitops.engine.cluster.delete.RemovalPlan;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyObject;
import io.jenkins.plugins.gitops.engine.cluster.desired.ApplyWave;
import io.jenkins.plugins.gitops.engine.cluster.desired.DeployScope;
import io.jenkins.plugins.gitops.engine.cluster.desired.DesiredState;
import io.jenkins.plugins.gitops.engine.cluster.desired.ManifestResolver;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectSelector;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.DriftDetector;
import io.jenkins.plugins.gitops.engine.cluster.drift.EarlierDrift;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthProbe;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthReport;
import io.jenkins.plugins.gitops.engine.cluster.health.HealthWatch;
import io.jenkins.plugins.gitops.engine.cluster.health.StuckPods;
import io.jenkins.plugins.gitops.engine.cluster.inventory.Inventory;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryId;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryMembers;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryState;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryStore;
import io.jenkins.plugins.gitops.engine.cluster.inventory.InventoryWriteResult;
import io.jenkins.plugins.gitops.engine.cluster.inventory.MemberVersions;
import io.jenkins.plugins.gitops.engine.cluster.inventory.ObjectVersions;
import io.jenkins.plugins.gitops.engine.cluster.inventory.RolloutHook;
import io.jenkins.plugins.gitops.engine.cluster.inventory.StoredInventory;
import io.jenkins.plugins.gitops.engine.cluster.logs.LogLine;
import io.jenkins.plugins.gitops.engine.cluster.logs.LogOptions;
import io.jenkins.plugins.gitops.engine.cluster.logs.WorkloadLogs;
import io.jenkins.plugins.gitops.engine.cluster.plan.Plan;
import io.jenkins.plugins.gitops.engine.cluster.plan.Planner;
import io.jenkins.plugins.gitops.engine.manifest.render.KubernetesApi;
import io.jenkins.plugins.gitops.engine.manifest.render.Manifest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Kubernetes cluster, as a delivery uses it. Several threads may use it at a time. Each call ends within a small multiple
 * of the request's time limit. No call waits for a rollout. No argument and no result is null.
 *
 * <p>Every method throws {@link ClusterUnreachableException} when the API server gives no usable answer, and another
 * {@link io.jenkins.plugins.gitops.engine.GitopsException} when it refuses the whole call. Refusals of single objects
 * are collected in the result.
 */
public final class Cluster implements AutoCloseable {

    private static final String VERSION = "/version";
    private static final Duration VERSION_LIMIT = Duration.ofSeconds(10);

    private final ClusterSession session;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Cluster(ClusterSession session) {
        this.session = session;
    }

    /**
     * Opens a session with a cluster; nothing is sent yet. All sessions of this process with the same access and time limit
     * share their connections, and send at most 16 requests at a time.
     *
     * @param requestTimeout for one request, at least a second
     */
    public static Cluster connect(ClusterAccess access, Duration requestTimeout) {
        return new Cluster(ClusterSession.open(access, requestTimeout));
    }

    /**
     * Opens the connection, by the question which kinds {@code v1} has; the answer is kept for the plan. One that waits for
     * something else meanwhile can do so ahead, in a thread of its own. It changes nothing and proves nothing.
     *
     * @throws GitopsException when there is no usable answer; the next request says the same
     */
    public void meet() {
        session.discovery().find("v1", "ConfigMap");
    }

    /**
     * The server's version, {@code v1.33.1}: a connection test. One attempt; with a credential that the server does not
     * know it fails, as every other call would.
     */
    public String version() {
        return version(session.server().sendOnce(ApiCall.get(VERSION), VERSION_LIMIT));
    }

    private String version(ApiAnswer answer) {
        String version = answer.body().path("gitVersion").asText();
        if (!answer.ok() || version.isEmpty()) {
            throw new GitopsException(
                    "The server " + session.server() + " did not report its version: it answered " + answer.code(),
                    "Check that the address is that of a Kubernetes API server");
        }
        return version;
    }

    /**
     * What a chart sees of this cluster.
     *
     * @param named the versions of APIs that it may ask for, {@code group/version} or {@code group/version/Kind}
     */
    public KubernetesApi kubernetesApi(Set<String> named) {
        List<String> all = List.copyOf(named);
        List<Boolean> served = session.pool().map(all, session.discovery()::serves);
        return KubernetesApi.of(
                version(session.server().send(ApiCall.get(VERSION))),
                IntStream.range(0, all.size())
                        .filter(served::get)
                        .mapToObj(all::get)
                        .toList());
    }

    /** Who the server takes us for, and which rights that every delivery needs are missing in the namespace. */
    public ClusterAccount account(String namespace) {
        return new AccountReview(session.server()).in(namespace);
    }

    /** A new token of a ServiceAccount; this credential needs {@code create serviceaccounts/token} in its namespace. */
    public IssuedToken issue(TokenRequest request) {
        return request.send(session.server());
    }

    /**
     * Makes an account for deliveries, with this credential's rights.
     *
     * @return what was done, a line for each object
     */
    public List<String> setUp(DeliveryAccount account) {
        return new AccountSetup(session.server()).make(account);
    }

    /** The token that does not end, of an account that has one. */
    public String lastingToken(ServiceAccountName account) {
        return new AccountSetup(session.server()).lastingToken(account);
    }

    /** The inventory of an application in an environment, as the cluster stores it; empty before the first delivery. */
    public Optional<Inventory> inventory(InventoryId id) {
        return new InventoryStore(session.server()).read(id);
    }

    /**
     * What the inventory of an application in an environment says of the deliveries to it, to be believed elsewhere.
     *
     * @return {@link InventoryState#NONE} before the first delivery
     * @throws GitopsException when somebody applied it as a manifest
     */
    public InventoryState evidence(InventoryId id) {
        return new InventoryStore(session.server()).evidence(id);
    }

    /**
     * The inventories that this credential sees.
     *
     * @param namespace where they are; everywhere when it is absent
     * @throws GitopsException when they may not be listed there
     */
    public List<StoredInventory> inventories(Optional<String> namespace) {
        return new InventoryStore(session.server()).list(namespace);
    }

    /**
     * Deletes an inventory and takes its label off its members; these stay as they are. May be repeated.
     *
     * @return how many members it let go of
     */
    public int forget(Inventory inventory) {
        return new InventoryMembers(session).forget(inventory);
    }

    /**
     * Gives an inventory and its members another application or environment, in the same namespace. May be repeated.
     *
     * @return how many members there are
     */
    public int rename(Inventory inventory, InventoryId to) {
        return new InventoryMembers(session).rename(inventory, to);
    }

    /**
     * Stores an inventory. Its namespace has to exist: where the manifests create it, apply their first waves before.
     *
     * @return what is stored now; when another process wrote first, what that process wrote
     */
    public InventoryWriteResult writeInventory(Inventory inventory) {
        return new InventoryStore(session.server()).write(inventory);
    }

    /** What applying (and, when asked for, pruning) would do. No effect on the cluster. */
    public Plan plan(DesiredState request) {
        return new Planner(session, request).plan();
    }

    /**
     * How the cluster differs from the desired state: each object and field, who changed it and when, what is missing, and
     * what the inventory lists in addition. No effect on the cluster. Needs heap for the manifests and little more.
     *
     * @throws GitopsException when the inventory is another repository's
     */
    public ClusterDrift drift(DesiredState request) {
        return drift(request, Optional.empty());
    }

    /**
     * As above, where the same was compared before.
     *
     * @param earlier what was found then: of objects that were not written since it is taken as it was
     */
    public ClusterDrift drift(DesiredState request, Optional<EarlierDrift> earlier) {
        return new DriftDetector(session, request, earlier).search(inventory(request.inventory()));
    }

    /**
     * The versions that the members of an inventory have now: while they stay the same, none of them was written, made or deleted.
     * Needs much less than a comparison, of server and client.
     *
     * @return empty where the credential may not list a kind
     */
    public Optional<ObjectVersions> versions(Inventory inventory) {
        return new MemberVersions(session).of(inventory);
    }

    /**
     * The order in which manifests are to be applied: definitions, namespaces, what workloads depend on, workloads,
     * webhooks. No wave is empty.
     */
    public List<ApplyWave> waves(List<Manifest> manifests) {
        return ApplyWave.of(manifests);
    }

    /**
     * Applies one of the request's waves. An object that is already as desired is not sent, so the call may be repeated.
     *
     * @param request the whole request, also when a wave is a part of its manifests
     */
    public ApplyResult apply(DesiredState request, ApplyWave wave) {
        return new WaveApplier(session, request).apply(wave);
    }

    /** Where some of the request's manifests are in the cluster; those that the plan would call a problem are left out. */
    public List<ObjectRef> refs(DesiredState request, List<Manifest> some) {
        return ManifestResolver.resolve(session.discovery(), request, some).requireAvailable().objects().stream()
                .map(ApplyObject::ref)
                .toList();
    }

    /** The objects' health now, in their order, without waiting. Requests only what can have changed since the last call. */
    public HealthReport health(HealthWatch objects) {
        return objects.check(session.pool(), new HealthProbe(session));
    }

    /**
     * The logs of what an inventory's members made.
     *
     * @param lines called by one thread at a time
     * @param remarks what could not be read, a line for people each
     */
    public WorkloadLogs logs(LogOptions options, Consumer<LogLine> lines, Consumer<String> remarks) {
        return new WorkloadLogs(session, options, lines, remarks);
    }

    /**
     * Deletes a pod for which a StatefulSet waits, of each as a report of their health tells, unless it is annotated to keep
     * them. To be repeated: where there are several, one goes after the other.
     *
     * @param unready also pods that run and are not ready; otherwise only such as cannot run
     * @return what was deleted, for people
     */
    public List<String> deleteStuckPods(HealthReport health, boolean unready) {
        return new StuckPods(session).delete(health, unready);
    }

    /**
     * Deletes what the stored inventory lists, the request's manifests do not have, and label and UID of the live object
     * confirm. Deletes nothing without {@code ApplyOption.PRUNE}.
     *
     * @param beforeBatch called before each batch of objects; what it throws ends the pruning
     * @return take what is gone out of the inventory, and write the inventory
     * @throws io.jenkins.plugins.gitops.engine.GitopsException when nothing may be pruned: no manifests, too many
     *     objects, another repository
     */
    public PruneResult prune(DesiredState request, Runnable beforeBatch) {
        Pruner pruner = new Pruner(session, request);
        return inventory(request.inventory())
                .map(inventory -> pruner.prune(inventory, beforeBatch))
                .orElse(PruneResult.NOTHING);
    }

    /**
     * Deletes the hooks among the manifests that are to go when they have succeeded, where the inventory lists them.
     *
     * @param beforeBatch called before each batch of objects; what it throws ends it
     * @return what was deleted or is gone; take it out of the inventory, and write the inventory
     */
    public List<ObjectRef> deleteHooks(DesiredState request, Runnable beforeBatch) {
        List<Manifest> passing = request.manifests().stream()
                .filter(manifest -> RolloutHook.isDeletedAfterSuccess(manifest.groupKind(), manifest.metadata()))
                .toList();
        if (passing.isEmpty()) {
            return List.of();
        }
        Set<ObjectKey> hooks =
                refs(request, passing).stream().map(ObjectRef::key).collect(Collectors.toSet());
        List<Inventory.Entry> listed = inventory(request.inventory()).stream()
                .flatMap(inventory -> inventory.objects().stream())
                .filter(entry -> hooks.contains(entry.ref().key()))
                .toList();
        remover(request.inventory()).remove(listed, beforeBatch);
        return listed.stream().map(Inventory.Entry::ref).toList();
    }

    /**
     * What would be removed with an application.
     *
     * @param named Namespaces, PersistentVolumeClaims and CustomResourceDefinitions that may be deleted with their data
     * @throws GitopsException when an object in a named namespace, or of a named definition's kind, is to stay
     */
    public RemovalPlan planRemoval(Inventory inventory, Set<ObjectSelector> named) {
        return planRemoval(inventory, named, Optional.empty());
    }

    /** The same; what is outside of the scope, where there is one, stays. */
    public RemovalPlan planRemoval(Inventory inventory, Set<ObjectSelector> named, Optional<DeployScope> scope) {
        return remover(inventory.id()).plan(inventory, named, scope);
    }

    /**
     * Deletes members of an inventory that label and UID confirm, and does not wait for them: repeat it until the
     * result is empty.
     *
     * @param beforeBatch called before each batch of objects; what it throws ends the removal
     * @return what still exists, with its finalizers
     */
    public List<DeletingObject> remove(InventoryId id, RemovalPlan.Step step, Runnable beforeBatch) {
        return remover(id).remove(step.members(), beforeBatch);
    }

    private Deleter remover(InventoryId id) {
        return new Deleter(session, id);
    }

    /**
     * Deletes the inventory itself, when nothing is left that it lists.
     *
     * @return whether it was deleted; false when another process wrote it since it was read
     */
    public boolean deleteInventory(Inventory inventory) {
        return new InventoryStore(session.server()).delete(inventory);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            session.close();
        }
    }
}
