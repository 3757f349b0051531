/**
 * YAML whose nodes know their place, and edits of it that are exact to the byte.
 *
 * <p>In comes the text of a YAML or JSON file; out go its nodes with line and column, its value as JSON, and the same
 * text with single values replaced. Bounded against hostile input: length, depth and aliases. Knows no other package
 * but the error that a user can act on.
 */
package io.jenkins.plugins.gitops.engine.manifest.yaml;
