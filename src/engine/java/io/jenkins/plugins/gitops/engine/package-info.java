/**
 * The delivery engine: everything that a delivery by Git needs, and nothing of Jenkins.
 *
 * <p>{@code delivery} conducts {@code git}, {@code manifest}, {@code cluster}, {@code image} and {@code metrics}; none of
 * those knows it. This package itself holds only what several of them use: the error that a user can act on, the words for
 * its remedy and for numbers, how long texts may be, the filter for text that people are shown, the clock, the proxy that a
 * connection goes through, a bounded map, a stream that is counted, and a file that is written whole. Which package may use which is drawn in
 * {@code docs/architecture.md}, and a test holds the code to the drawing.
 */
@NullMarked
package io.jenkins.plugins.gitops.engine;

import org.jspecify.annotations.NullMarked;
