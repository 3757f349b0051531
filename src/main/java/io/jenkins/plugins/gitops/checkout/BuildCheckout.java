package io.jenkins.plugins.gitops.checkout;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.delivery.request.DeliverySource;
import io.jenkins.plugins.gitops.engine.git.object.Revision;
import io.jenkins.plugins.gitops.engine.git.remote.GitRemote;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a build was checked out from.
 *
 * @param url the repository's address, without user information
 * @param branch short name; absent for a tag, a commit, or when it may have been one of several
 * @param revision the commit; absent while only the definition is known
 */
public record BuildCheckout(String url, Optional<String> branch, Optional<Revision> revision) {

    private static final Pattern USER = Pattern.compile("^(https?://)[^/@]*@", Pattern.CASE_INSENSITIVE);

    public BuildCheckout {
        url = USER.matcher(url.strip()).replaceFirst("$1");
    }

    /** A checkout of which only the address is known. */
    public static BuildCheckout at(String url) {
        return new BuildCheckout(url, Optional.empty(), Optional.empty());
    }

    /** Whether both addresses are of one repository. */
    public boolean isOf(String otherUrl) {
        return key(url).equals(key(at(otherUrl).url));
    }

    public Optional<DeliverySource> source() {
        return revision.map(commit -> new DeliverySource(url, commit, Optional.empty()));
    }

    /** A form that can be compared. An address that Git cannot use is compared unchanged. */
    private static String key(String url) {
        try {
            return new GitRemote(url, "main").key();
        } catch (GitopsException notAnAddress) {
            return url;
        }
    }
}
