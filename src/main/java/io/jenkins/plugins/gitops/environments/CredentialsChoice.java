package io.jenkins.plugins.gitops.environments;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import jenkins.model.Jenkins;

/**
 * The drop-down of global credentials. A credential of the system scope is left out, as builds cannot use it. Whoever
 * is not an administrator sees the current value alone.
 */
final class CredentialsChoice {

    static final CredentialsMatcher USERNAME_PASSWORD =
            CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class);

    private CredentialsChoice() {}

    static ListBoxModel of(CredentialsMatcher types, String url, String current) {
        StandardListBoxModel choice = new StandardListBoxModel();
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return choice.includeCurrentValue(current);
        }
        return choice.includeEmptyValue()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StandardCredentials.class,
                        URIRequirementBuilder.fromUri(url).build(),
                        CredentialsMatchers.allOf(types, CredentialsMatchers.withScope(CredentialsScope.GLOBAL)))
                .includeCurrentValue(current);
    }
}
