package io.jenkins.plugins.gitops.forms;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.model.Jenkins;

/**
 * The list of credentials that builds can use: global ones, and below them those of folders, which only jobs in that folder
 * can use. Credentials of the system scope are left out. A user who is not an administrator sees only the current value.
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
        choice.includeEmptyValue()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StandardCredentials.class,
                        URIRequirementBuilder.fromUri(url).build(),
                        CredentialsMatchers.allOf(types, CredentialsMatchers.withScope(CredentialsScope.GLOBAL)));
        ofFolders(types).forEach((id, folders) -> choice.add(Messages.CredentialsChoice_ofFolder(id, folders), id));
        return choice.includeCurrentValue(current);
    }

    /** The folders' names by credential id: the same id in two folders is one choice. */
    private static SortedMap<String, String> ofFolders(CredentialsMatcher types) {
        SortedMap<String, String> found = new TreeMap<>();
        for (AbstractFolder<?> folder : Jenkins.get().allItems(AbstractFolder.class)) {
            for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
                if (store.getContext() == folder) {
                    store.getDomains().stream()
                            .flatMap(domain -> store.getCredentials(domain).stream())
                            .filter(types::matches)
                            .map(credential -> ((StandardCredentials) credential).getId())
                            .forEach(id -> found.merge(id, folder.getFullName(), CredentialsChoice::both));
                }
            }
        }
        return found;
    }

    private static String both(String folders, String more) {
        return List.of(folders.split(", ")).contains(more) ? folders : folders + ", " + more;
    }
}
