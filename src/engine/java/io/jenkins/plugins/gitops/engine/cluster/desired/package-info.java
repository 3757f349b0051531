/**
 * The desired state: manifests and the rules of an environment become objects that are ready to be sent, in waves.
 *
 * <p>Finds each manifest's kind and namespace, checks both against what the environment allows, and adds the inventory's
 * label. Asks the API server for the kinds that it serves, and for nothing else. Knows {@code inventory}, {@code api} and
 * {@code engine.manifest}.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.cluster.desired;

import org.jspecify.annotations.NullMarked;
