/**
 * The inventory: which objects belong to an application in an environment, as the cluster stores it.
 *
 * <p>It is the parent of an ApplySet (KEP-3659), a ConfigMap. An object is a member only while label and UID confirm it.
 * In come inventories to write; out go inventories and their members. Knows {@code api}.
 */
package io.jenkins.plugins.gitops.engine.cluster.inventory;
