package io.jenkins.plugins.gitops.engine.registry;

import java.util.Optional;

/**
 * A registry that charts may be fetched from. Never stored.
 *
 * @param host with its port
 * @param plainHttp whether it is used without TLS
 * @param username comes with {@code password}; absent for a registry that needs none
 */
public record RegistryHost(String host, boolean plainHttp, Optional<String> username, Optional<String> password) {

    /**
     * Whether a login for a registry may go to another host: only to one of the same domain, whatever the registry answers.
     *
     * @param asked the host, without its port
     * @param registry the registry's host, without its port
     */
    public static boolean isRelated(String asked, String registry) {
        return asked.equals(registry) || isBelow(asked, registry) || isBelow(registry, asked);
    }

    private static boolean isBelow(String host, String domain) {
        return domain.contains(".") && host.endsWith("." + domain);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RegistryHost[" + host + username.map(name -> ", user " + name).orElse("") + "]";
    }
}
