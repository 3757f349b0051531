package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.cluster.access.ClientCredential;
import io.jenkins.plugins.gitops.environments.ClusterEntry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * A build's credential of a cluster, and how the same is found again. A global one is looked up among the global ones alone
 * then: a folder that gets one with the same id changes nothing for builds of other folders. Any other one (of a folder, of a
 * person, one that is made for the build) is looked up for its build.
 *
 * <p>Two are equal when they always find the same one, so that deliveries with them may share connections.
 */
final class ClusterLookup {

    private final ClusterEntry entry;
    private final String cluster;
    private final String id;
    private final Optional<String> url;
    private final Run<?, ?> build;
    private final StandardCredentials first;
    private final boolean global;

    private ClusterLookup(ClusterEntry cluster, Run<?, ?> build) {
        this.entry = cluster;
        this.cluster = ClusterCredential.purpose(cluster);
        this.id = cluster.getCredentialsId();
        this.url = Optional.ofNullable(cluster.getServerUrl());
        this.build = build;
        this.first = ofBuild();
        // The same object: one that is made for a build, as identity tokens are, equals the global one by its id.
        this.global = global() == first;
    }

    /**
     * Looks it up for this build, and notes the use.
     *
     * @throws GitopsException when there is none
     */
    static ClusterLookup of(ClusterEntry cluster, Run<?, ?> build) {
        return new ClusterLookup(cluster, build);
    }

    /** As it was found. */
    StandardCredentials first() {
        return first;
    }

    /**
     * As it is now.
     *
     * @throws GitopsException when it is not there any more
     */
    StandardCredentials again() {
        if (!global) {
            return ofBuild();
        }
        StandardCredentials now = global();
        if (now == null || now.getClass() != first.getClass()) {
            throw new GitopsException(
                    "The global credential '" + id + "' of " + cluster + " is gone, or is of another type now",
                    "Add it again with this id at Manage Jenkins > Credentials, and deliver again");
        }
        return now;
    }

    /**
     * The token of what was found.
     *
     * @throws GitopsException when it is or gives none
     */
    ClientCredential token(StandardCredentials found) {
        return ClusterCredential.token(entry, found)
                .orElseThrow(() -> new GitopsException("There is no token any more in " + this, "Deliver again"));
    }

    /**
     * Without a server address in the cluster's configuration, the kubeconfig names the server. Then only a global credential
     * is taken. A kubeconfig with the same id in a folder could send the environment's deliveries to any server.
     */
    private StandardCredentials ofBuild() {
        BuildCredentials credentials = new BuildCredentials(build);
        return url.isEmpty()
                ? credentials.global(id, cluster, ClusterCredential.expected())
                : credentials.any(id, url.get(), cluster, ClusterCredential.expected());
    }

    /** Null when there is none. */
    private StandardCredentials global() {
        List<DomainRequirement> address =
                url.map(each -> URIRequirementBuilder.fromUri(each).build()).orElse(List.of());
        return CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, address),
                CredentialsMatchers.allOf(
                        CredentialsMatchers.withId(id), CredentialsMatchers.withScope(CredentialsScope.GLOBAL)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterLookup that
                && cluster.equals(that.cluster)
                && id.equals(that.id)
                && url.equals(that.url)
                && reach().equals(that.reach());
    }

    @Override
    public int hashCode() {
        return Objects.hash(cluster, id, url, reach());
    }

    /** Empty for a global one. */
    private Optional<String> reach() {
        return global ? Optional.empty() : Optional.of(build.getExternalizableId());
    }

    @Override
    public String toString() {
        return "the credential '" + id + "' of " + cluster;
    }
}
