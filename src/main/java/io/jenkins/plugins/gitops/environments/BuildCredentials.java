package io.jenkins.plugins.gitops.environments;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Credentials as a build may see them: of its job, of the folders around it, and global ones, for the address that they
 * are used for. Each use is tracked.
 */
final class BuildCredentials {

    private final Run<?, ?> build;

    BuildCredentials(Run<?, ?> build) {
        this.build = build;
    }

    /**
     * @param id the credential's
     * @param url what it is for: a credential of a domain that excludes this address is not found
     * @param purpose as messages name it: "the cluster 'staging'"
     */
    StandardCredentials any(String id, String url, String purpose, String expected) {
        return find(id, StandardCredentials.class, url, purpose, expected);
    }

    /** A global one, whatever the folders around the job have under the same id. */
    StandardCredentials global(String id, String purpose, String expected) {
        StandardCredentials found = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                CredentialsMatchers.allOf(
                        CredentialsMatchers.withId(id), CredentialsMatchers.withScope(CredentialsScope.GLOBAL)));
        if (found == null) {
            throw new GitopsException(
                    "There is no global credential '" + id + "' of " + purpose,
                    "Add " + expected + " with this id at Manage Jenkins > Credentials with the scope Global. One of a"
                            + " folder is taken only where an administrator has named the server's URL");
        }
        return CredentialsProvider.track(build, found);
    }

    StandardUsernamePasswordCredentials usernamePassword(String id, String url, String purpose) {
        String expected = Messages.BuildCredentials_usernamePassword();
        StandardCredentials found = any(id, url, purpose, expected);
        if (found instanceof StandardUsernamePasswordCredentials right) {
            return right;
        }
        throw wrongType(id, purpose, expected);
    }

    static GitopsException wrongType(String id, String purpose, String expected) {
        return new GitopsException(
                "The credential '" + id + "' of " + purpose + " is of a type that cannot be used here",
                "Store " + expected + " under this id");
    }

    private <C extends StandardCredentials> C find(
            String id, Class<C> type, String url, String purpose, String expected) {
        C found = CredentialsProvider.findCredentialById(
                id, type, build, URIRequirementBuilder.fromUri(url).build());
        if (found == null) {
            throw new GitopsException(
                    "There is no credential '" + id + "' of " + purpose + " that "
                            + build.getParent().getFullName() + " can use",
                    "Add " + expected + " with this id at Manage Jenkins > Credentials with the scope Global, or at"
                            + " Credentials of the job's folder");
        }
        return CredentialsProvider.track(build, found);
    }
}
