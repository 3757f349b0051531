package io.jenkins.plugins.gitops.access;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.jenkins.plugins.gitops.engine.HttpProxy;
import java.util.Optional;
import jenkins.model.Jenkins;

/** The proxy of Manage Jenkins > System, except for the hosts that its configuration excludes. */
final class ControllerProxy {

    private ControllerProxy() {}

    /** The proxy for a host; empty when the host is reached directly. */
    static Optional<HttpProxy> forHost(String host) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null || proxy.getName() == null || proxy.getName().isBlank() || excepted(proxy, host)) {
            return Optional.empty();
        }
        Optional<String> user = Optional.ofNullable(proxy.getUserName()).filter(name -> !name.isBlank());
        return Optional.of(new HttpProxy(proxy.getName(), proxy.getPort(), user, user.map(name -> Optional.ofNullable(
                        Secret.toString(proxy.getSecretPassword()))
                .orElse(""))));
    }

    private static boolean excepted(ProxyConfiguration proxy, String host) {
        return proxy.getNoProxyHostPatterns().stream()
                .anyMatch(pattern -> pattern.matcher(host).matches());
    }
}
