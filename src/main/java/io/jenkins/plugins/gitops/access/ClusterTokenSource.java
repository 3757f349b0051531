package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.Optional;

/**
 * Makes bearer tokens of a cluster from credentials of a type that this plugin does not know: for plugins that mint tokens, as
 * those of clouds do. Such credentials can be chosen for a cluster whose server's URL is configured.
 */
public abstract class ClusterTokenSource implements ExtensionPoint {

    /** Whether it makes tokens from this credential; called often, so it asks no server. */
    public abstract boolean takes(StandardCredentials credential);

    /**
     * The token that is valid now. Asked at most every half minute by each delivery or group of deliveries that share the
     * credential, and at once when the server did not take the one before. Keep what is still valid.
     *
     * @param credential one that it takes, as it is for the build
     * @param server the API server's URL, as the administrator wrote it
     * @throws GitopsException when there is none; its text is shown to people and must hold no secret
     */
    public abstract String token(StandardCredentials credential, String server);

    /** The one for a credential; empty where there is none. */
    static Optional<ClusterTokenSource> of(StandardCredentials credential) {
        return ExtensionList.lookup(ClusterTokenSource.class).stream()
                .filter(each -> each.takes(credential))
                .findFirst();
    }
}
