/**
 * The first class of a process. In come arguments; it answers what needs no library, and hands all else to {@code cli}. It also
 * loads the classes of an archive that lets the next process start faster.
 */
package io.jenkins.plugins.gitops.cli.start;
