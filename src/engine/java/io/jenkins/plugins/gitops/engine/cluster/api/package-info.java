/**
 * Requests to one API server, and the names of things in it.
 *
 * <p>In come an address with credentials, and requests; out go answers. Here are the transport, the bound on requests at a
 * time, the discovery of the kinds that the server serves, the table of known kinds, object keys, and the mask for secrets.
 * Knows no other package.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.cluster.api;

import org.jspecify.annotations.NullMarked;
