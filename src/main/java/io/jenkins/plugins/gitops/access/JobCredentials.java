package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.environments.Messages;
import java.util.List;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * Credentials that a job may use: its own, those of the folders around it, and global ones, as far as they are for the address
 * in question. Each use is tracked.
 */
public class JobCredentials {

    private final Job<?, ?> job;

    JobCredentials(Job<?, ?> job) {
        this.job = job;
    }

    /**
     * @param id the credential's id
     * @param url the address it is used for: a credential of a domain that excludes it is not found
     * @param purpose as messages name it: "the cluster 'staging'"
     */
    public final StandardCredentials any(String id, String url, String purpose, String expected) {
        StandardCredentials found = find(id, URIRequirementBuilder.fromUri(url).build());
        if (found == null) {
            throw new GitopsException(
                    "There is no credential '" + id + "' of " + purpose + " that " + job.getFullName() + " can use",
                    "Add " + expected + " with this id at Manage Jenkins > Credentials with the scope Global, or at"
                            + " Credentials of the job's folder");
        }
        return track(found);
    }

    /** A global credential. Those of folders around the job with the same id are ignored. */
    final StandardCredentials global(String id, String purpose, String expected) {
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
        return track(found);
    }

    final StandardUsernamePasswordCredentials usernamePassword(String id, String url, String purpose) {
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

    /** Null when there is none. */
    StandardCredentials find(String id, List<DomainRequirement> requirements) {
        Authentication runsAs = job instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
        return CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItem(StandardCredentials.class, job, runsAs, requirements),
                CredentialsMatchers.withId(id));
    }

    StandardCredentials track(StandardCredentials used) {
        return CredentialsProvider.track(job, used);
    }
}
