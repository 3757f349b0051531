/**
 * What the command line finds in the folder that it runs in: the checkout and how its files differ from the commit, the JUnit XML
 * files of a test run, the results of the commands before, files with secrets, and the programs that it runs there. Knows the
 * values of {@code engine.delivery}.
 */
package io.jenkins.plugins.gitops.cli.workspace;
