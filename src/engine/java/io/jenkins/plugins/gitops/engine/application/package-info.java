/**
 * An application that describes itself: the file {@code gitops.yaml} of a repository. Comes in: its text. Goes out: which
 * applications there are, and what is said of each in each environment, as checked texts with their places. It decides nothing:
 * the command line takes them for options that nobody gave, and Jenkins for parameters of a step.
 */
package io.jenkins.plugins.gitops.engine.application;
