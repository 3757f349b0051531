package io.jenkins.plugins.gitops.engine.cluster.api;

import io.jenkins.plugins.gitops.engine.cluster.access.ClusterAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What all users of a cluster with the same access share in this process: the HTTP client, the limit on concurrent
 * requests, and the known kinds. So hundreds of waiting deliveries need no threads and connections of their own.
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

    /**
     * The session with this access and time limit: the open one, or a new one.
     *
     * @param timeout for one request
     */
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

    /** Ends the use of it; when the last user closes it, its connections are closed. */
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
