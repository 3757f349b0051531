/**
 * Delivery figures of a branch, and the marks that people make for them: what {@code gitops figures} and {@code gitops mark} do.
 *
 * <p>In come a branch's deliveries and marks; out go the facts that {@code engine.figures} computes with, or an empty commit that
 * marks a delivery. What commits say is believed. Knows {@code history} and {@code engine.figures}.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.delivery.figures;

import org.jspecify.annotations.NullMarked;
