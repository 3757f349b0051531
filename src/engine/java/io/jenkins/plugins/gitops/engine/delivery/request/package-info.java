/**
 * The request: what is asked of a delivery, and the results of builds and tests.
 *
 * <p>Values that parse or throw, in the words of the command line and of the steps. Knows the values of {@code git},
 * {@code image} and {@code cluster}.
 */
package io.jenkins.plugins.gitops.engine.delivery.request;
