/**
 * What the command line finds in the folder that it runs in: the checkout and how its files differ from the commit, the JUnit XML
 * files of a test run, and the results of the commands before. Knows the values of {@code engine.delivery}.
 */
package io.jenkins.plugins.gitops.cli.workspace;
