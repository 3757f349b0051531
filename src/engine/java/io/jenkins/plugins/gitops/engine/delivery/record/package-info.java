/**
 * The record: the file of one delivery, from which any process can go on.
 *
 * <p>In come changes of a delivery; out go JSON files that are synced before each effect outside. The format is read in
 * every version that was ever written. Knows {@code request}.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.delivery.record;

import org.jspecify.annotations.NullMarked;
