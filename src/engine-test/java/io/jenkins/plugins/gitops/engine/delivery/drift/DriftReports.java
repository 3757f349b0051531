package io.jenkins.plugins.gitops.engine.delivery.drift;

import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;
import io.jenkins.plugins.gitops.engine.cluster.desired.ObjectPointer;
import io.jenkins.plugins.gitops.engine.cluster.drift.ClusterDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.FieldDrift;
import io.jenkins.plugins.gitops.engine.cluster.drift.ObjectDrift;
import io.jenkins.plugins.gitops.engine.delivery.DriftReport;
import io.jenkins.plugins.gitops.engine.delivery.record.DeliveryResult;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliveryTarget;
import io.jenkins.plugins.gitops.engine.delivery.request.DeployId;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reports as a comparison makes them, without a cluster. */
final class DriftReports {

    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    static final DeployId FIRST = new DeployId("01m82yg1szwf2jwd2x8213ak5z");
    static final DeployId SECOND = new DeployId("01m82yfjcqjfnpqhg78kfpqfv5");
    static final ObjectRef WEB = ObjectRef.of("apps/v1", "Deployment", "shop", "web");
    static final ObjectRef SETTINGS = ObjectRef.of("v1", "ConfigMap", "shop", "settings");

    private DriftReports() {}

    static DriftReport of(ObjectDrift... objects) {
        return of(new ClusterDrift(5, List.of(objects), 0, List.of(), List.of()));
    }

    static DriftReport of(ClusterDrift drift) {
        return of(FIRST, drift, Optional.of(DeliveryResult.HEALTHY), false, Optional.empty());
    }

    static DriftReport of(
            DeployId delivery,
            ClusterDrift drift,
            Optional<DeliveryResult> result,
            boolean held,
            Optional<Instant> underWay) {
        return new DriftReport(
                new DeliveryTarget("shop", "staging"),
                delivery,
                new Revision("77b8dc974a77b8dc974a77b8dc974a77b8dc974a"),
                NOON.minusSeconds(86_400),
                Optional.empty(),
                drift,
                result,
                held,
                underWay);
    }

    /** Of another delivery. */
    static DriftReport of(DeployId delivery, DriftReport report) {
        return of(delivery, report.drift(), report.result(), report.held(), report.underWay());
    }

    static ObjectDrift changed(ObjectRef ref, FieldDrift... fields) {
        return new ObjectDrift(ref, Optional.empty(), ObjectDrift.Kind.CHANGED, List.of(fields));
    }

    static ObjectDrift whole(ObjectRef ref, ObjectDrift.Kind kind) {
        return new ObjectDrift(ref, Optional.empty(), kind, List.of());
    }

    /** As the server notes it. */
    static FieldDrift replicas(String live, Instant since) {
        return field("spec.replicas", "2", live, Optional.of("kubectl"), Optional.of(since));
    }

    static FieldDrift field(
            String path, String wanted, String live, Optional<String> manager, Optional<Instant> since) {
        return new FieldDrift(
                path, wanted, live, manager, since, Optional.of(ObjectPointer.parse("/" + path.replace('.', '/'))));
    }
}
