package io.jenkins.plugins.gitops.engine.delivery;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.time.Duration;
import java.util.Optional;

/** A ServiceAccount in a scene's namespace: one who may do less there than the scene itself. */
final class ServiceAccountScene {

    private static final String NAME = "deployer";

    private final String namespace;

    /** @param role what it may do, as {@code --role=NAME} or {@code --clusterrole=NAME} */
    ServiceAccountScene(Scene scene, String role) {
        namespace = scene.namespace;
        kubectl("create", "serviceaccount", NAME);
        kubectl("create", "rolebinding", NAME, role, "--serviceaccount=" + namespace + ":" + NAME);
    }

    /** The cluster as it sees it. */
    Cluster connect() {
        ClusterAccess admin = Scene.access();
        return Cluster.connect(
                new ClusterAccess(
                        admin.server(),
                        admin.certificateAuthority(),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(ControlPlane.shared().token(namespace, NAME)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Duration.ofSeconds(10));
    }

    /** Its token ends with it. */
    void delete() {
        kubectl("delete", "serviceaccount/" + NAME);
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(namespace, arguments).succeeded();
    }
}
