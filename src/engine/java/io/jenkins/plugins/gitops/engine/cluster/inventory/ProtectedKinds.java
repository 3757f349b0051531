package io.jenkins.plugins.gitops.engine.cluster.inventory;

import java.util.Set;

/** Kinds whose removal takes data, or other people's objects, with it. */
public final class ProtectedKinds {

    private static final Set<String> KINDS =
            Set.of("Namespace", "PersistentVolumeClaim", "CustomResourceDefinition.apiextensions.k8s.io");

    private ProtectedKinds() {}

    /** @param groupKind as {@code ObjectKey.groupKind()} writes it */
    public static boolean has(String groupKind) {
        return KINDS.contains(groupKind);
    }
}
