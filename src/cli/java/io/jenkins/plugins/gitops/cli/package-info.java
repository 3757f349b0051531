/**
 * The command line {@code gitops} over the engine: the same deliveries without Jenkins, on a desk or when Jenkins is
 * down. Translates options into requests and outcomes into text, JSON and exit codes; decides nothing itself.
 */
package io.jenkins.plugins.gitops.cli;
