/**
 * Configuration: clusters, environments and registries, who may use them, and their credentials.
 *
 * <p>In come an administrator's forms (or configuration as code) and a build; out go what the build may use, opened with
 * credentials that it never sees. Knows the engine's value types, and no other room of the plugin.
 */
package io.jenkins.plugins.gitops.environments;
