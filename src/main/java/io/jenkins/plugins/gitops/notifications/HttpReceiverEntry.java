package io.jenkins.plugins.gitops.notifications;

import hudson.Util;
import io.jenkins.plugins.gitops.engine.notification.receiver.ReceiverSecret;
import io.jenkins.plugins.gitops.environments.ReceiverEntry;
import java.net.URI;
import java.util.Optional;
import org.kohsuke.stapler.DataBoundSetter;

/** A receiver that is reached by HTTP at an address that anybody may know, mostly with a credential. */
public abstract class HttpReceiverEntry extends ReceiverEntry {

    private String url;
    private boolean plainHttp;
    private String credentialsId;

    protected HttpReceiverEntry(String name) {
        super(name);
    }

    /** The address where none is configured; empty when there has to be one. */
    protected Optional<String> usualUrl() {
        return Optional.empty();
    }

    /** Its address; absent for the usual one. */
    public final String getUrl() {
        return url;
    }

    @DataBoundSetter
    public final void setUrl(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    /** Whether the address may be without TLS. */
    public final boolean isPlainHttp() {
        return plainHttp;
    }

    @DataBoundSetter
    public final void setPlainHttp(boolean plainHttp) {
        this.plainHttp = plainHttp;
    }

    public final String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public final void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** The configured address, or the usual one; null when there is none. */
    final String addressText() {
        return url == null ? usualUrl().orElse(null) : url;
    }

    /** The address, checked again: a name may lead elsewhere than when it was saved. */
    protected final URI address() {
        return ReceiverConnection.address(addressText(), plainHttp);
    }

    /** The secret text that is configured. */
    protected final ReceiverSecret secret() {
        return ReceiverCredential.secret(credentialsId, addressText(), getName());
    }

    @Override
    protected Optional<String> ownProblem() {
        return ReceiverConnection.openProblem(addressText(), plainHttp);
    }

    @Override
    protected Optional<String> reachProblem() {
        return ReceiverConnection.reachProblem(addressText(), plainHttp);
    }
}
