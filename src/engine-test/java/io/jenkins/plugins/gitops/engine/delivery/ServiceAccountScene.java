package io.jenkins.plugins.gitops.engine.delivery;

import static io.jenkins.plugins.gitops.engine.parts.Eventually.eventually;

import io.jenkins.plugins.gitops.engine.cluster.Cluster;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterAccess;
import io.jenkins.plugins.gitops.engine.parts.ControlPlane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
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
                        Optional.of(token()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Duration.ofSeconds(10));
    }

    /** Its token ends with it. */
    void delete() {
        kubectl("delete", "serviceaccount/" + NAME);
    }

    private String token() {
        String secret = eventually("the account has a token")
                .until(
                        () -> kubectl("get", "serviceaccount/" + NAME, "-o", "jsonpath={.secrets[0].name}"),
                        name -> !name.isEmpty());
        return new String(
                Base64.getDecoder().decode(kubectl("get", "secret/" + secret, "-o", "jsonpath={.data.token}")),
                StandardCharsets.UTF_8);
    }

    private String kubectl(String... arguments) {
        return ControlPlane.shared().kubectl(namespace, arguments).succeeded();
    }
}
