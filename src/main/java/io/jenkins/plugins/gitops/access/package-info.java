/**
 * What a build may use: environments, clusters, repositories and registries, opened with credentials that it never sees.
 *
 * <p>In comes a build; out go environments and opened credentials, or an error that says who may allow the use. Each use of a
 * credential is tracked. Knows {@code checkout}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.access;
