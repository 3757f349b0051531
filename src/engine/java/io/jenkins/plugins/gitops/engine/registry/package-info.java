/**
 * Charts in OCI registries. In: a chart's name and exact version, and the registries that an administrator configured, with their
 * logins. Out: its bytes, checked against their digest. Knows nothing of what a chart holds.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.registry;

import org.jspecify.annotations.NullMarked;
