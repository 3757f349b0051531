/**
 * The delivery: one state machine from request to outcome. {@link io.jenkins.plugins.gitops.engine.delivery.Delivery} drives
 * it; each phase is a class.
 *
 * <p>In come a request and the places (repository, cluster); out go a record, a commit with trailers and an outcome. Knows
 * {@code git}, {@code manifest}, {@code cluster}, {@code image} and {@code metrics}. The Jenkins packages and the command
 * line know it, and leave all decisions to it.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine.delivery;

import org.jspecify.annotations.NullMarked;
