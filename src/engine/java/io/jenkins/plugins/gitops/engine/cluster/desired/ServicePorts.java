package io.jenkins.plugins.gitops.engine.cluster.desired;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.gitops.engine.cluster.api.KnownKind;
import io.jenkins.plugins.gitops.engine.cluster.api.ObjectRef;

/**
 * The ports of a Service with the protocol that every API server gives those that name none. It is a part of the list's
 * key: servers before 1.21 refuse a server-side apply that leaves it out.
 */
final class ServicePorts {

    private ServicePorts() {}

    /** Changes the object in place. */
    static void normalize(ObjectRef ref, ObjectNode object) {
        if (KnownKind.of(ref.key()) == KnownKind.SERVICE) {
            for (JsonNode port : object.path("spec").path("ports")) {
                if (port instanceof ObjectNode each && !each.hasNonNull("protocol")) {
                    each.put("protocol", "TCP");
                }
            }
        }
    }
}
