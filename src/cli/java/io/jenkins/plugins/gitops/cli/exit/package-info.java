/**
 * How a command ends: exit codes, and errors as people and scripts get them.
 *
 * <p>In come the engine's errors and the ends of deliveries; out go numbers and JSON. Knows {@code engine.delivery.record}, and the
 * errors of servers that do not answer.
 */
package io.jenkins.plugins.gitops.cli.exit;
