/**
 * What {@code gitops.yaml} says, for options that nobody gave. Comes in: the arguments of a command, and the file. Goes out: the
 * arguments with those of the file. Knows the options by their names alone.
 */
package io.jenkins.plugins.gitops.cli.application;
