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

    /** Without the password. */
    @Override
    public String toString() {
        return "RegistryHost[" + host + username.map(name -> ", user " + name).orElse("") + "]";
    }
}
