/**
 * The request for a delivery with its options, and the results of builds and tests.
 *
 * <p>Values that parse or throw, made by the command line and by the steps. Knows the values of {@code git}, {@code image},
 * {@code manifest.image} and {@code cluster}.
 */
package io.jenkins.plugins.gitops.engine.delivery.request;
