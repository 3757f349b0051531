package io.jenkins.plugins.gitops.engine;

import java.util.Optional;

/**
 * An HTTP proxy between this process and a server. Its creator decides for which hosts it is used.
 *
 * @param host name or address, without a scheme
 * @param port 1 to 65535
 * @param user for the proxy's basic authentication; comes with {@code password}
 */
public record HttpProxy(String host, int port, Optional<String> user, Optional<String> password) {

    /** @throws GitopsException when the host is blank, the port is out of range, or only one of user and password is given */
    public HttpProxy {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new GitopsException(
                    "The proxy's address is not a host and a port", "Correct it where the proxy is configured");
        }
        if (user.isPresent() != password.isPresent()) {
            throw new GitopsException(
                    "The proxy has only one of a user name and its password", "Give both, or neither");
        }
    }

    /** The URL that a client library takes; without the credentials. */
    public String url() {
        return "http://" + host + ":" + port;
    }

    /** The address; no secret. */
    @Override
    public String toString() {
        return "proxy " + host + ":" + port;
    }
}
