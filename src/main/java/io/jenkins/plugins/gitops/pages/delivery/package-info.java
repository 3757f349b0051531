/**
 * One delivery, or one step that delivered nothing, as a page and {@code api/json} show it: its images, commits, plans and
 * events, what its outcome looks like, and what to do after it.
 *
 * <p>In come a record and the build that it is of; out go values that a page has only to print. Knows {@code builds} and what is
 * below it.
 */
package io.jenkins.plugins.gitops.pages.delivery;
