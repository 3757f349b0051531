package io.jenkins.plugins.gitops.engine.cluster.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import io.jenkins.plugins.gitops.engine.cluster.api.FieldManager;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A ServiceAccount that delivers to its own namespace, and nowhere else: with the rights of a ClusterRole there.
 *
 * @param clusterRole such as the built-in {@code edit}
 * @param lasting whether it has a Secret with a token that does not end
 */
public record DeliveryAccount(ServiceAccountName name, String clusterRole, boolean lasting) {

    /** What most applications need. */
    public static final String EDIT = "edit";

    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]*");

    /** @throws GitopsException when no ClusterRole can have that name */
    public DeliveryAccount {
        if (clusterRole.length() > 253 || !ROLE.matcher(clusterRole).matches()) {
            throw new GitopsException(
                    "'" + ShownText.line(clusterRole, TextLimits.SHOWN) + "' cannot be the name of a ClusterRole",
                    "Name one that the cluster has: kubectl get clusterroles");
        }
    }

    /** The objects that make it, in the order in which they are made. */
    public List<ObjectNode> objects() {
        List<ObjectNode> objects = new ArrayList<>();
        objects.add(object("v1", "ServiceAccount"));
        ObjectNode binding = object(RBAC + "/v1", "RoleBinding");
        binding.putObject("roleRef")
                .put("apiGroup", RBAC)
                .put("kind", "ClusterRole")
                .put("name", clusterRole);
        binding.putArray("subjects")
                .addObject()
                .put("kind", "ServiceAccount")
                .put("name", name.name())
                .put("namespace", name.namespace());
        objects.add(binding);
        if (lasting) {
            ObjectNode secret = object("v1", "Secret").put("type", "kubernetes.io/service-account-token");
            ((ObjectNode) secret.path("metadata"))
                    .putObject("annotations")
                    .put("kubernetes.io/service-account.name", name.name());
            objects.add(secret);
        }
        return objects;
    }

    private ObjectNode object(String apiVersion, String kind) {
        ObjectNode object = ClusterJson.object().put("apiVersion", apiVersion).put("kind", kind);
        ObjectNode metadata =
                object.putObject("metadata").put("name", name.name()).put("namespace", name.namespace());
        metadata.putObject("labels").put("app.kubernetes.io/managed-by", FieldManager.NAME);
        return object;
    }
}
