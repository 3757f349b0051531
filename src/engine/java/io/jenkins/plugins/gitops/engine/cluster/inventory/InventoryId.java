package io.jenkins.plugins.gitops.engine.cluster.inventory;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.Sha256;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose inventory: one application in one environment, kept in one namespace.
 *
 * @param namespace where the inventory's ConfigMap is: the environment's namespace
 */
public record InventoryId(String application, String environment, String namespace) {

    private static final String PREFIX = "gitops";
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** @throws GitopsException when a part is not a DNS label (RFC 1123), of which Kubernetes makes names */
    public InventoryId {
        requireLabel("application", application);
        requireLabel("environment", environment);
        requireLabel("namespace", namespace);
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
                && LABEL.matcher(parts[1]).matches()
                && LABEL.matcher(parts[2]).matches();
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

    /** Whether a namespace can have that name. */
    public static boolean mayBeNamespace(String name) {
        return LABEL.matcher(name).matches();
    }

    private static void requireLabel(String what, String value) {
        if (!LABEL.matcher(value).matches()) {
            throw new GitopsException(
                    "'" + value + "' cannot be the " + what + " of an inventory",
                    "Use at most 63 lower-case letters, digits and dashes, as for names in Kubernetes");
        }
    }

    @Override
    public String toString() {
        return application + " in " + environment;
    }
}
