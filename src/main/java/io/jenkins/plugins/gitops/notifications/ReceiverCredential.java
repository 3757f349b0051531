package io.jenkins.plugins.gitops.notifications;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.ShownText;
import io.jenkins.plugins.gitops.engine.TextLimits;
import io.jenkins.plugins.gitops.engine.notification.receiver.HttpLogin;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverSecret;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * The credentials of receivers: those of Manage Jenkins > Credentials, of the scope System too, as no build uses them. Each use is
 * tracked on the controller.
 */
public final class ReceiverCredential {

    /** A token, a key, an address that is a secret. */
    public static final CredentialsMatcher SECRET_TEXT = CredentialsMatchers.instanceOf(StringCredentials.class);

    /** As above, or a user with a password. */
    public static final CredentialsMatcher LOGIN = CredentialsMatchers.anyOf(
            SECRET_TEXT, CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class));

    private ReceiverCredential() {}

    /**
     * A secret text.
     *
     * @param id null where none is configured
     * @param url the address that it is used for, null where it is that address: one of a domain that excludes it is not found
     * @param receiver the receiver's name, for the error
     * @throws GitopsException when there is none, or it holds no secret
     */
    public static ReceiverSecret secret(String id, String url, String receiver) {
        StringCredentials found =
                (StringCredentials) used(id, url, SECRET_TEXT, receiver, Messages.ReceiverCredential_secretText());
        return readable(id, found.getSecret().getPlainText(), receiver);
    }

    /** As above; empty where none is configured. */
    public static Optional<ReceiverSecret> optionalSecret(String id, String url, String receiver) {
        return Optional.ofNullable(id).map(some -> secret(some, url, receiver));
    }

    /** A user with a password, or a secret text as a bearer's token; empty where none is configured. As {@link #secret}. */
    public static Optional<HttpLogin> optionalLogin(String id, String url, String receiver) {
        return Optional.ofNullable(id)
                .map(some -> login(used(some, url, LOGIN, receiver, Messages.ReceiverCredential_login()), receiver));
    }

    private static HttpLogin login(StandardCredentials found, String receiver) {
        return found instanceof StandardUsernamePasswordCredentials user
                ? new HttpLogin(
                        Optional.of(user.getUsername()),
                        readable(found.getId(), user.getPassword().getPlainText(), receiver))
                : new HttpLogin(
                        Optional.empty(),
                        readable(
                                found.getId(),
                                ((StringCredentials) found).getSecret().getPlainText(),
                                receiver));
    }

    private static ReceiverSecret readable(String id, String text, String receiver) {
        try {
            return new ReceiverSecret(text.strip());
        } catch (GitopsException e) {
            throw new GitopsException(
                    "The credential '" + id + "' of the receiver '" + receiver
                            + "' is empty, too long, or has characters that no header may have",
                    "Correct it at Manage Jenkins > Credentials",
                    e);
        }
    }

    private static StandardCredentials used(
            String id, String url, CredentialsMatcher types, String receiver, String expected) {
        if (id == null) {
            throw new GitopsException(
                    "The receiver '" + receiver + "' has no credential",
                    "Choose " + expected + " at Manage Jenkins > System > GitOps");
        }
        StandardCredentials found = find(id, url, types)
                .orElseThrow(() -> new GitopsException(
                        "There is no credential '" + ShownText.line(id, TextLimits.SHOWN) + "' of the receiver '"
                                + receiver + "'",
                        "Add " + expected + " with this id at Manage Jenkins > Credentials"));
        // Jenkins itself is the controller's node.
        return CredentialsProvider.track(Jenkins.get(), found);
    }

    /** Without a trace of its use, for a check. */
    static Optional<StandardCredentials> find(String id, String url, CredentialsMatcher types) {
        return id == null
                ? Optional.empty()
                : Optional.ofNullable(CredentialsMatchers.firstOrNull(
                        CredentialsProvider.lookupCredentialsInItemGroup(
                                StandardCredentials.class,
                                Jenkins.get(),
                                ACL.SYSTEM2,
                                URIRequirementBuilder.fromUri(url).build()),
                        CredentialsMatchers.allOf(CredentialsMatchers.withId(id), types)));
    }

    /** The choice in a form; the current value alone for who is no administrator. */
    public static ListBoxModel choice(CredentialsMatcher types, String url, String current) {
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
                        types)
                .includeCurrentValue(current);
    }
}
