package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;

/**
 * The node that the stand-in pretends to be.
 *
 * @param logsPort where the API server asks for logs, on loopback
 */
record StandInNode(KubernetesClient client, String name, int logsPort) {

    static final int HEARTBEAT_SECONDS = 10;
    static final Map<String, Quantity> CAPACITY =
            Map.of("cpu", new Quantity("16"), "memory", new Quantity("64Gi"), "pods", new Quantity("500"));

    Map<String, String> labels() {
        return Map.of("kubernetes.io/hostname", name, "kubernetes.io/os", "linux", "kubernetes.io/arch", "amd64");
    }

    /** Makes the node if need be, and says that it is alive and ready. */
    void heartbeat() {
        if (client.nodes().withName(name).get() == null) {
            Node created = new NodeBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withLabels(labels())
                    .endMetadata()
                    .build();
            client.nodes().resource(created).create();
            // A new node is tainted as not ready, and the controller that takes the taint away does not run.
            client.nodes().withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"taints\":null}}");
        }
        client.nodes()
                .withName(name)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":" + Serialization.asJson(nodeStatus()) + "}");
        Lease lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("kube-node-lease")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(name)
                .withLeaseDurationSeconds(4 * HEARTBEAT_SECONDS)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build();
        client.leases().resource(lease).serverSideApply();
    }

    private NodeStatus nodeStatus() {
        return new NodeStatusBuilder()
                .withCapacity(CAPACITY)
                .withAllocatable(CAPACITY)
                .addNewAddress("127.0.0.1", "InternalIP")
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(logsPort)
                .endDaemonEndpoints()
                .withNewNodeInfo()
                .withArchitecture("amd64")
                .withOperatingSystem("linux")
                .withOsImage("stand-in")
                .withKubeletVersion(client.getKubernetesVersion().getGitVersion())
                .withContainerRuntimeVersion("stand-in://1")
                .endNodeInfo()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withMessage("stand-in: no container runs")
                .withLastHeartbeatTime(ContainerLife.now())
                .endCondition()
                .build();
    }
}
