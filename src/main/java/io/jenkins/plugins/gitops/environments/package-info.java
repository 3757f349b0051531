/**
 * The configuration: clusters, environments, registries and receivers as an administrator configures them, and a job's own settings.
 *
 * <p>In come forms and configuration as code; out go entries that were checked. Their names stand in the configuration
 * files of Jenkins, so they do not move. Gives no access to anything by itself. Knows the engine's value types, and no
 * other package of the plugin.
 */
package io.jenkins.plugins.gitops.environments;
