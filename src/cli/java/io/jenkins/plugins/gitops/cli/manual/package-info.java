/**
 * Man pages and completions, made from the commands as picocli knows them. In comes the command line; out go texts, which the build
 * writes into the archive. Knows {@code cli}.
 */
package io.jenkins.plugins.gitops.cli.manual;
