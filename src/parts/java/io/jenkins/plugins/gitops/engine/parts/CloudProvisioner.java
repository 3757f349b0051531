package io.jenkins.plugins.gitops.engine.parts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Does what a cloud does: gives an address for each Service of type LoadBalancer, a volume for each claim. A claim or Service with
 * the annotation {@code gitops.jenkins.io/stand-in: pending} gets none.
 */
final class CloudProvisioner {

    private static final String PENDING = "pending";

    private final KubernetesClient client;
    private final ScheduledExecutorService threads;
    private final AtomicInteger addresses = new AtomicInteger();

    CloudProvisioner(KubernetesClient client, ScheduledExecutorService threads) {
        this.client = client;
        this.threads = threads;
    }

    ResourceEventHandler<Service> services() {
        return onEach(this::giveAddress, service -> {});
    }

    ResourceEventHandler<PersistentVolumeClaim> claims() {
        return onEach(this::giveVolume, this::takeVolume);
    }

    private void giveAddress(Service service) {
        if (!"LoadBalancer".equals(service.getSpec().getType())
                || !service.getStatus().getLoadBalancer().getIngress().isEmpty()) {
            return;
        }
        // A range for documentation, RFC 5737: nothing listens there.
        String address = "203.0.113." + (addresses.getAndIncrement() % 254 + 1);
        client.resource(service)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"" + address + "\"}]}}}");
    }

    /** The controller manager binds a volume that names the claim. */
    private void giveVolume(PersistentVolumeClaim claim) {
        if (!"Pending".equals(claim.getStatus().getPhase()) || claim.getSpec().getVolumeName() != null) {
            return;
        }
        String name = volumeName(claim);
        PersistentVolume volume = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(claim.getSpec().getAccessModes())
                .withCapacity(claim.getSpec().getResources().getRequests())
                .withStorageClassName(claim.getSpec().getStorageClassName())
                .withVolumeMode(claim.getSpec().getVolumeMode())
                .withPersistentVolumeReclaimPolicy("Retain")
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .withUid(claim.getMetadata().getUid())
                .endClaimRef()
                .withNewHostPath("/nonexistent/" + name, "")
                .endSpec()
                .build();
        client.persistentVolumes().resource(volume).create();
    }

    private void takeVolume(PersistentVolumeClaim claim) {
        client.persistentVolumes().withName(volumeName(claim)).delete();
    }

    private static String volumeName(PersistentVolumeClaim claim) {
        return "pvc-" + claim.getMetadata().getUid();
    }

    private <T extends HasMetadata> ResourceEventHandler<T> onEach(Consumer<T> give, Consumer<T> take) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                var annotations = object.getMetadata().getAnnotations();
                if (annotations == null || !PENDING.equals(annotations.get(ContainerBehaviour.ANNOTATION))) {
                    threads.execute(() -> tryTo(give, object));
                }
            }

            @Override
            public void onUpdate(T before, T object) {
                onAdd(object);
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                threads.execute(() -> tryTo(take, object));
            }
        };
    }

    private <T> void tryTo(Consumer<T> action, T object) {
        try {
            action.accept(object);
        } catch (KubernetesClientException e) {
            // 404, 409: gone, or done already. All else is a server that is away for a moment.
            if (e.getCode() != 404 && e.getCode() != 409 && !threads.isShutdown()) {
                threads.schedule(() -> tryTo(action, object), 500, TimeUnit.MILLISECONDS);
            }
        }
    }
}
