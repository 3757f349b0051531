package io.jenkins.plugins.gitops.engine.cluster.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What all who use a cluster with the same access share in this process: its HTTP client, the bound on how much is asked
 * at a time, and what is known of its kinds. So hundreds of deliveries that wait cost no threads and connections of their
 * own.
 */
public final class Connection implements AutoCloseable {

    private static final int REQUESTS_AT_A_TIME = 16;
    private static final Map<Key, Connection> OPEN = new HashMap<>();

    private final Key key;
    private final ApiServer server;
    private final RequestPool parallel;
    private final ApiDiscovery discovery;
    private int users;

    private record Key(ClusterAccess access, Duration timeout) {}

    private Connection(Key key) {
        this.key = key;
        this.server = new ApiServer(key.access(), key.timeout());
        this.parallel = new RequestPool(REQUESTS_AT_A_TIME);
        this.discovery = new ApiDiscovery(server);
    }

    /** @param timeout for one request */
    public static Connection open(ClusterAccess access, Duration timeout) {
        synchronized (OPEN) {
            Connection shared = OPEN.computeIfAbsent(new Key(access, timeout), Connection::new);
            shared.users++;
            return shared;
        }
    }

    public ApiServer server() {
        return server;
    }

    public RequestPool parallel() {
        return parallel;
    }

    public ApiDiscovery discovery() {
        return discovery;
    }

    /** Gives it back; the last of its users ends it. */
    @Override
    public void close() {
        synchronized (OPEN) {
            users--;
            if (users > 0) {
                return;
            }
            OPEN.remove(key);
        }
        parallel.close();
        server.close();
    }
}
