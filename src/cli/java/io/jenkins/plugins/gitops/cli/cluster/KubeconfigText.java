package io.jenkins.plugins.gitops.cli.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.cli.output.OutputFormat;
import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import io.jenkins.plugins.gitops.engine.cluster.account.ServiceAccountName;
import io.jenkins.plugins.gitops.engine.cluster.api.ClusterJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A kubeconfig that holds all it needs: a server and its authority as another access has them, and an account's token.
 *
 * @param access whose credential is left out
 */
record KubeconfigText(ClusterAccess access, ServiceAccountName account, String token) {

    String yaml() {
        String name = account.name() + "@" + account.namespace();
        ObjectNode root = ClusterJson.object().put("apiVersion", "v1").put("kind", "Config");
        root.put("current-context", name);
        ObjectNode cluster = named(root, "clusters", name).putObject("cluster");
        cluster.put("server", access.server().toString());
        access.certificateAuthority()
                .ifPresent(pem -> cluster.put(
                        "certificate-authority-data",
                        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8))));
        if (!access.verifyCertificate()) {
            cluster.put("insecure-skip-tls-verify", true);
        }
        named(root, "users", name).putObject("user").put("token", token);
        named(root, "contexts", name)
                .putObject("context")
                .put("cluster", name)
                .put("user", name)
                .put("namespace", account.namespace());
        return OutputFormat.YAML.print(root) + "\n";
    }

    private static ObjectNode named(ObjectNode root, String list, String name) {
        return root.putArray(list).addObject().put("name", name);
    }
}
