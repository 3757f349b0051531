package io.jenkins.plugins.gitops.engine.cluster.inventory;

import io.jenkins.plugins.gitops.engine.DnsLabel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.Sha256;
import java.util.Base64;
import java.util.Optional;

/**
 * Whose inventory: one application in one environment, kept in one namespace.
 *
 * @param namespace where the inventory's ConfigMap is: the environment's namespace
 */
public record InventoryId(String application, String environment, String namespace) {

    private static final String PREFIX = "gitops";

    /** @throws GitopsException when a part is no {@link DnsLabel} */
    public InventoryId {
        DnsLabel.require(application, "the application of an inventory");
        DnsLabel.require(environment, "the environment of an inventory");
        DnsLabel.require(namespace, "the namespace of an inventory");
    }

    /** The name of the inventory's ConfigMap. With dots, since dashes could be read in two ways: a-b in c, a in b-c. */
    public String name() {
        return PREFIX + "." + application + "." + environment;
    }

    /** Whether a ConfigMap of that name may be somebody's inventory. */
    static boolean isName(String name) {
        return parse(name, PREFIX).isPresent();
    }

    /** Whose inventory a ConfigMap of that name would be; empty for a name that none has. */
    static Optional<InventoryId> parse(String name, String namespace) {
        String[] parts = name.split("\\.", -1);
        boolean possible = parts.length == 3
                && parts[0].equals(PREFIX)
                && DnsLabel.matches(parts[1])
                && DnsLabel.matches(parts[2]);
        return possible ? Optional.of(new InventoryId(parts[1], parts[2], namespace)) : Optional.empty();
    }

    /**
     * The ApplySet's id, which every member carries as the label {@link Inventory#PART_OF}: KEP-3659, the hash of
     * {@code name.namespace.kind.group}, the core group being empty.
     */
    public String applySet() {
        return applySet(name(), namespace);
    }

    /** The id of an ApplySet whose parent is this ConfigMap, of whatever tool. */
    static String applySet(String name, String namespace) {
        byte[] hash = Sha256.of(name + "." + namespace + ".ConfigMap.");
        return "applyset-" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + "-v1";
    }

    @Override
    public String toString() {
        return application + " in " + environment;
    }
}
