/**
 * What this process writes to and who is there: a terminal with a person, a file, a pipe.
 *
 * <p>In come the environment and the standard streams; out go writers in UTF-8, how wide a line may be, and whether there may be colours
 * and questions.
 * Knows no other package.
 */
package io.jenkins.plugins.gitops.cli.terminal;
