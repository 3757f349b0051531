/**
 * The forms of the configuration: the checks of their fields, their choices and their connection tests.
 *
 * <p>Every web method is POST with a permission check. The pages themselves are the entries' Jelly files. Knows
 * {@code access}, {@code checkout}, {@code environments} and the engine.
 */
package io.jenkins.plugins.gitops.forms;
