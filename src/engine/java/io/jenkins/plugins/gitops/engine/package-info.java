/**
 * The delivery engine: everything that a delivery by Git needs, and nothing of Jenkins.
 *
 * <p>The rooms below it are packages: {@code delivery} conducts {@code git}, {@code manifest}, {@code cluster},
 * {@code image} and {@code metrics}; none of those knows the conductor. This package itself holds only what every room
 * speaks: the error that a user can act on, the words for its way out and for numbers, and the proxy that a connection goes through.
 */
package io.jenkins.plugins.gitops.engine;
