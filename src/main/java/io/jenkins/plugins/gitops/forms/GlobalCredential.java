package io.jenkins.plugins.gitops.forms;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Finds the credentials that the tests in the administrator's form use: only global ones that builds can use as well. */
final class GlobalCredential {

    private GlobalCredential() {}

    /** @param url the address it is used for: a credential of a domain that excludes it is not found; may be null */
    static Optional<StandardCredentials> find(String id, String url, CredentialsMatcher types) {
        if (id == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class,
                        Jenkins.get(),
                        ACL.SYSTEM2,
                        URIRequirementBuilder.fromUri(url).build()),
                CredentialsMatchers.allOf(
                        CredentialsMatchers.withId(id),
                        CredentialsMatchers.withScope(CredentialsScope.GLOBAL),
                        types)));
    }
}
