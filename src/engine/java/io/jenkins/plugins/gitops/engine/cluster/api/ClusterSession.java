package io.jenkins.plugins.gitops.engine.cluster.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What all who use a cluster with the same access share in this process: its HTTP client, the bound on how much is asked
 * at a time, and what is known of its kinds. So hundreds of deliveries that wait cost no threads and connections of their
 * own.
 */
public final class ClusterSession implements AutoCloseable {

    private static final int REQUESTS_AT_A_TIME = 16;
    private static final Map<Key, ClusterSession> OPEN = new HashMap<>();

    private final Key key;
    private final ApiServer server;
    private final RequestPool pool;
    private final ApiDiscovery discovery;
    private int users;

    private record Key(ClusterAccess access, Duration timeout) {}

    private ClusterSession(Key key) {
        this.key = key;
        this.server = new ApiServer(key.access(), key.timeout());
        this.pool = new RequestPool(REQUESTS_AT_A_TIME);
        this.discovery = new ApiDiscovery(server);
    }

    /** @param timeout for one request */
    public static ClusterSession open(ClusterAccess access, Duration timeout) {
        synchronized (OPEN) {
            ClusterSession shared = OPEN.computeIfAbsent(new Key(access, timeout), ClusterSession::new);
            shared.users++;
            return shared;
        }
    }

    public ApiServer server() {
        return server;
    }

    public RequestPool pool() {
        return pool;
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
        pool.close();
        server.close();
    }
}
